"""Hostile mails beside the messages of others: how long these take from their arrival to where they are stored.

    python -m benchmarks.messages.hostile [--rounds 3] [--write]

Ten organisations get 200 messages in ten seconds, by WhatsApp and Telegram, through the front door of the local
runtime. Rounds without and with hostile mails take turns, so that other work on the machine slows both; the ratio is
that of the medians of their p99. The mails are four of 300 kB, whose heads are refused, and four of 250 kB, which are
read to the end. Beside them are rounds with four ordinary mails, for what mails cost the machine whatever is in them.
"""

import argparse
import hashlib
import hmac
import json
import os
import random
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bivelio_core.store import keys

from tests.messages.hostile_mails import FOUR, hostile_mails
from tests.running import Runtime, configured, request, runtime, settings_for
from tools.deployed import Deployed

RESULTS = Path(__file__).parent / "results" / "hostile.md"
DOMAIN = "in.bench.example"
ORGANISATIONS, MESSAGES, A_SECOND = 10, 200, 20
PATIENCE_SECONDS, LOOK_SECONDS = 120, 0.02
ORDINARY = 1_000
SIZES = {
    "four ordinary mails": ORDINARY,
    "four hostile ones of 300 kB, whose heads are refused": 300_000,
    "four hostile ones of 250 kB, which are read to the end": 250_000,
}
BOUNDS = {300_000: " (at most 1.5)"}
SECRET, NUMBER = "bench-secret", "106540352242922"
CHANNELS = ("whatsapp", "telegram")
HEAD = """\
Measured {day:%Y-%m-%d} by `make bench-hostile-mails` on the local runtime, {processors} processors: 200 messages of
10 organisations in 10 s, from the request to the item, {rounds} rounds each way, by turns; of the p99 of the rounds
the median. In its last minute {load:.1f} processes ran or waited, its own included: where much else ran, the ratios say
more than the times. The p99 of a round is the second slowest of its 200 messages, so it shows four mails that are read
in the same moment on the same processors, without anybody waiting for them: on AWS each function has its own."""


@dataclass(frozen=True)
class Sent:
    """A message on its way: where it will be stored, and when it came."""

    partition: str
    place: str
    at: float


def main() -> None:
    """Start, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="with and without each kind of mails")
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, runtime(settings_for(Path(folder))) as platform:
        others = [f"org_bench{number:07d}" for number in range(ORGANISATIONS)]
        victim = "org_bench0mails000"
        for organisation in others:
            for channel in CHANNELS:
                connect(platform, organisation, channel)
        connect(platform, victim, "smtp")
        with configured(platform, "ReceiveMail", INBOUND_DOMAIN=DOMAIN):
            report = measure(platform, others, victim, options.rounds)
    print(report)
    if options.write:
        RESULTS.write_text(report + "\n", encoding="utf-8")


def measure(platform: Runtime, others: list[str], victim: str, rounds: int) -> str:
    """The table of all kinds of mails."""
    bench = Bench(platform, others, victim)
    bench.round(0)
    bench.round(250_000)  # every process that is needed later has started
    samples: dict[str, list[list[float]]] = {name: [] for name in ("no mails", *SIZES)}
    order = random.Random(1)
    for _ in range(rounds):
        for name in order.sample(sorted(samples), len(samples)):  # so that none always follows the same one
            samples[name].append(bench.round(SIZES.get(name, 0)))
            print(f"{name}: {percentile(samples[name][-1]):.2f} s", flush=True)
    worst = {name: statistics.median(map(percentile, each)) for name, each in samples.items()}
    lines = ["| beside | p99 | to that beside no mails | median |", "|---|---|---|---|"]
    for name, each in samples.items():
        ratio = f"{worst[name] / worst['no mails']:.2f}{BOUNDS.get(SIZES.get(name, 0), '')}"
        middle = statistics.median(value for round_ in each for value in round_)
        lines.append(f"| {name} | {worst[name]:.2f} s | {ratio} | {middle:.2f} s |")
    head = HEAD.format(day=datetime.now(UTC), processors=os.cpu_count(), rounds=rounds, load=os.getloadavg()[0])
    return "\n".join(["# Messages beside hostile mails", "", head, "", *lines, "", bench.summary()])


class Bench:
    """The organisations, and what was sent for them so far."""

    def __init__(self, platform: Runtime, others: list[str], victim: str) -> None:
        self._platform, self._others, self._victim = platform, others, victim
        self._count = self._mails = 0
        self._table = table_of(platform)
        deployed = Deployed(None, platform.settings)
        self._bucket, self._queue = deployed.resource("InboundMail"), deployed.resource("InboundMails")

    def round(self, size: int) -> list[float]:
        """Seconds of each of the messages, beside four mails of a size; 0 for none."""
        if size:
            self._attack(size)
        stored: list[float] = []
        waiting: list[Sent] = []
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(waiting, stored, over))
        watcher.start()
        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            for number in range(MESSAGES):
                time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
                pool.submit(self._send, waiting)
        over.set()
        watcher.join()
        if len(stored) != MESSAGES:
            raise RuntimeError(f"{MESSAGES - len(stored)} messages were not stored within {PATIENCE_SECONDS} s")
        return stored

    def summary(self) -> str:
        """What became of the mails."""
        until = time.monotonic() + PATIENCE_SECONDS
        attributes_request = {"QueueUrl": self._queue, "AttributeNames": ["All"]}
        while time.monotonic() < until:
            about = self._platform.client("sqs").get_queue_attributes(**attributes_request)["Attributes"]
            waiting_count = sum(
                int(value) for name, value in about.items() if name.startswith("ApproximateNumberOfMessages")
            )
            if not waiting_count:
                break
            time.sleep(1)
        stored_count = self._platform.client("dynamodb").query(
            TableName=self._table,
            KeyConditionExpression="PK = :partition",
            ExpressionAttributeValues={":partition": {"S": partition(self._victim)}},
            Select="COUNT",
        )["Count"]
        about = (
            f"Of {self._mails} mails {stored_count} were stored as messages of their recipient and {waiting_count} wait"
        )
        return f"{about}; the others were refused."

    def _send(self, waiting: list[Sent]) -> None:
        self._count += 1
        number = self._count
        organisation, channel = self._others[number % ORGANISATIONS], CHANNELS[number // ORGANISATIONS % 2]
        body, headers, place = message(channel, number)
        path = f"/v1/inbound/{channel}?organisation={organisation}&connection={connection(channel)}"
        sent = Sent(partition(organisation), place, time.monotonic())
        answer = request(self._platform.settings.port, path, body, **headers)
        if answer.status != 200:  # noqa: PLR2004 - accepted
            raise RuntimeError(f"{path}: {answer.status} {answer.body[:200]!r}")
        waiting.append(sent)

    def _watch(self, waiting: list[Sent], stored: list[float], over: threading.Event) -> None:
        """Note when each message is there."""
        table, until = self._platform.client("dynamodb"), time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and not (over.is_set() and not waiting):
            time.sleep(LOOK_SECONDS)
            looked = waiting[:100]
            if not looked:
                continue
            keys = [{"PK": {"S": each.partition}, "SK": {"S": each.place}} for each in looked]
            answer = table.batch_get_item(RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}})
            there = {(item["PK"]["S"], item["SK"]["S"]) for item in answer["Responses"][self._table]}
            now = time.monotonic()
            for each in looked:
                if (each.partition, each.place) in there:
                    waiting.remove(each)
                    stored.append(now - each.at)

    def _attack(self, size: int) -> None:
        """SES puts four mails of a size into the bucket; what S3 says of them, which locally it does not by itself."""
        s3, sqs = self._platform.client("s3"), self._platform.client("sqs")
        to = f"cn_benchsmtp0.{self._victim}@{DOMAIN}"
        mails = dict.fromkeys(FOUR, ordinary(to)) if size == ORDINARY else hostile_mails(to, size)
        for name in FOUR:
            self._mails += 1
            key = f"mail/{self._mails}"
            body = mails[name].replace(b"Message-ID: <", b"Message-ID: <%d-" % self._mails)
            s3.put_object(Bucket=self._bucket, Key=key, Body=body)
            record = {"s3": {"bucket": {"name": self._bucket}, "object": {"key": key}}}
            sqs.send_message(QueueUrl=self._queue, MessageBody=json.dumps({"Records": [record]}))


def ordinary(to: str) -> bytes:
    """A mail of somebody."""
    head = f"From: Maria <maria@exemple.com>\r\nTo: {to}\r\nSubject: Comanda\r\nMessage-ID: <m@exemple.com>\r\n\r\n"
    return head.encode() + b"Bon dia, quan arribara la comanda?\r\n" * 20


def message(channel: str, number: int) -> tuple[bytes, dict[str, str], str]:
    """A webhook about a message: its body, its headers, and where the message will be."""
    at = int(time.time())
    if channel == "telegram":
        chat = {"id": 1_000 + number % 50, "type": "private", "first_name": "Maria"}
        update = {"message_id": number, "date": at, "chat": chat, "from": chat, "text": "Hola"}
        body = json.dumps({"update_id": number, "message": update}).encode()
        headers = {"X_Telegram_Bot_Api_Secret_Token": SECRET}
        return body, headers, f"telegram#{connection(channel)}#{chat['id']}:{number}"
    phone = str(34_699_000_000 + number % 50)
    said = {"from": phone, "id": f"wamid.{number}", "timestamp": str(at), "type": "text", "text": {"body": "Hola"}}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34600000000", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": "Maria"}, "wa_id": phone}],
        "messages": [said],
    }
    entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return body, {"X_Hub_Signature_256": f"sha256={signature}"}, f"whatsapp#{connection(channel)}#wamid.{number}"


def connection(channel: str) -> str:
    """The id of an organisation's connection to a channel."""
    return f"cn_bench{channel}0"


def connect(platform: Runtime, organisation: str, channel: str) -> None:
    """A connection whose secrets are known, without asking the provider."""
    kms = platform.client("kms")
    secrets = json.dumps({"app_secret": SECRET, "webhook_secret": SECRET}).encode()
    context = {"organisation": organisation, "purpose": "connection"}
    key = Deployed(None, platform.settings).resource("DataKey")
    sealed = kms.encrypt(KeyId=key, Plaintext=secrets, EncryptionContext=context)["CiphertextBlob"]
    item: dict[str, Any] = {
        "PK": {"S": f"{organisation}#live#{keys.CONNECTION.partition}"},
        "SK": {"S": connection(channel)},
        "provider": {"S": channel},
        "name": {"S": channel},
        "status": {"S": "active"},
        "settings": {"M": {"phone_number_id": {"S": NUMBER}}},
        "secrets": {"B": sealed},
        "created_at": {"S": "2026-01-01T00:00:00Z"},
        "updated_at": {"S": "2026-01-01T00:00:00Z"},
    }
    platform.client("dynamodb").put_item(TableName=table_of(platform), Item=item)


def partition(organisation: str) -> str:
    """The partition of what came in for an organisation, by its providers' ids."""
    return f"{organisation}#live#{keys.PROVIDER_MESSAGE.partition}"


def table_of(platform: Runtime) -> str:
    """The name of the table."""
    return Deployed(None, platform.settings).resource("Table")


def percentile(values: list[float]) -> float:
    """The 99th percentile."""
    return sorted(values)[max(0, int(len(values) * 0.99) - 1)]


if __name__ == "__main__":
    main()
