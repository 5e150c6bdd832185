"""Measure messages on the local runtime, each beside something of the same run, so that only ratios count.

    python -m benchmarks.messages [--seconds 5] [--write]

* webhooks of WhatsApp accepted a second, beside `contacts.create`;
* the median of `messages.send` beside that of the same mail handed straight to the same server, by turns;
* the p99 of sends by one connection while two clients send as much by another one whose server asks for patience,
  beside the p99 while that server accepts their mail;
* the read units of a page of a conversation of 100,000 messages, by the size of what is read.
"""

import argparse
import hashlib
import hmac
import http.client
import json
import os
import smtplib
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bivelio_core.messages import conversation
from bivelio_core.providers.messaging.port import CHANNELS, Channel
from bivelio_core.store import keys
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from local.settings import HOST
from tests.mail_server import Mail, MailServer
from tests.running import Runtime, runtime, settings_for

ONE_OR_ALL: tuple[Channel | None, ...] = (None, "whatsapp")
RESULTS = Path(__file__).parent / "results" / "results.md"
CLIENTS = 8
SENDS, BUSY_SENDS, WARM_UP_SENDS = 100, 150, 20
PROVIDER_SECONDS = 0.05
NEIGHBOURS, NEIGHBOUR_SECONDS = 2, 0.25
"""How many clients send by another connection, and how often each of them does."""

LONG, PER_PAGE, MIXED_FROM = 100_000, 20, 10
"""The last is the number of the first message on another channel: every tenth is a mail."""
SECRET, NUMBER, CONNECTION = "app-secret", "106540352242922", "cn_0000000000bench1"


def main() -> None:
    """Start, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="of each measurement of throughput")
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, runtime(settings_for(Path(folder))) as platform:
        rows = [throughput(platform, options.seconds), *sending(platform, Path(folder)), page()]
    report = render(rows)
    print(report)
    if options.write:
        RESULTS.write_text(report + "\n", encoding="utf-8")


Row = tuple[str, str, str, str]


def throughput(platform: Runtime, seconds: float) -> Row:
    """Webhooks accepted a second beside contacts created a second."""
    demo = platform.demo()["organisations"]["demo"]
    connect_whatsapp(platform, demo["id"])
    body = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()
    signed = {"X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}
    inbound = f"/v1/inbound/whatsapp?organisation={demo['id']}&connection={CONNECTION}"
    contact = json.dumps({"data": {"type": "person", "name": "Maria Garcia"}}).encode()
    key = {"X-API-Key": demo["keys"]["live_secret"]}
    arrivals = a_second(platform, inbound, body, signed, seconds)
    contacts = a_second(platform, "/v1/contacts/create", contact, key, seconds)
    ratio_text = f"{arrivals / contacts:.2f} (at least 1.5)"
    return "webhooks accepted a second", f"{arrivals:.0f}", f"contacts.create: {contacts:.0f}", ratio_text


def connect_whatsapp(platform: Runtime, organisation: str) -> None:
    """A connection whose secrets are known, without asking Meta."""
    kms = platform.client("kms")
    context = {"organisation": organisation, "purpose": "connection"}
    for each in kms.list_keys()["Keys"]:
        hidden = json.dumps({"app_secret": SECRET}).encode()
        sealed = kms.encrypt(KeyId=each["KeyId"], Plaintext=hidden, EncryptionContext=context)["CiphertextBlob"]
    table = next(name for name in platform.client("dynamodb").list_tables()["TableNames"] if "Table" in name)
    item = {
        "PK": {"S": f"{organisation}#live#CN"},
        "SK": {"S": CONNECTION},
        "provider": {"S": "whatsapp"},
        "name": {"S": "whatsapp"},
        "status": {"S": "active"},
        "settings": {"M": {"phone_number_id": {"S": NUMBER}}},
        "secrets": {"B": sealed},
        "created_at": {"S": "2026-01-01T00:00:00Z"},
        "updated_at": {"S": "2026-01-01T00:00:00Z"},
    }
    platform.client("dynamodb").put_item(TableName=table, Item=item)


def a_second(platform: Runtime, path: str, body: bytes, headers: dict[str, str], seconds: float) -> float:
    """Successes a second of several clients, each on a connection of its own, after as long a warm-up."""

    def client(_: int) -> int:
        connection = http.client.HTTPConnection(HOST, platform.settings.port, timeout=60)
        done, until = 0, time.monotonic() + seconds
        while time.monotonic() < until:
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            answer.read()
            done += answer.status in (http.client.OK, http.client.ACCEPTED)
        connection.close()
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
        return sum(pool.map(client, range(CLIENTS))) / seconds


def sending(platform: Runtime, folder: Path) -> tuple[Row, Row]:
    """Sends beside the provider alone, and beside a connection whose provider asks for patience."""
    answers = {"works": "250 accepted", "other": "250 accepted"}

    def slow(name: str) -> Callable[[Mail], str]:
        def answer(_: Mail) -> str:
            time.sleep(PROVIDER_SECONDS)
            return answers[name]

        return answer

    with (
        MailServer(folder, tls="none", answer=slow("works")) as works,
        MailServer(folder, tls="none", answer=slow("other")) as others,
    ):
        ours, other = (connect_mail(platform, name, each) for name, each in (("works", works), ("other", others)))

        def beside() -> list[float]:
            with busy(lambda number: send(platform, other, number)):
                return timed(BUSY_SENDS, lambda number: send(platform, ours, number))

        answers["other"] = "451 later"
        with busy(lambda number: send(platform, other, number)):  # every process that is needed later has started
            timed(WARM_UP_SENDS, lambda number: send(platform, ours, number))
        answers["other"] = "250 accepted"
        alone, sent = by_turns(
            SENDS, lambda number: straight(works, number), lambda number: send(platform, ours, number)
        )
        usual = beside()
        answers["other"] = "451 later"
        throttled = beside()
    added = statistics.median(sent) - statistics.median(alone)
    first = (
        "messages.send, median",
        f"{statistics.median(sent):.0f} ms",
        f"the provider alone: {statistics.median(alone):.0f} ms",
        f"+{added:.0f} ms (at most 30)",
    )
    second = (
        "messages.send, p99, beside a throttled connection",
        f"{percentile(throttled):.0f} ms",
        f"beside one that works: {percentile(usual):.0f} ms; beside none: {percentile(sent):.0f} ms",
        f"{percentile(throttled) / percentile(usual):.2f} (at most 2)",
    )
    return first, second


@contextmanager
def busy(act: Callable[[int], None]) -> Iterator[None]:
    """Meanwhile, two clients act a number of times a second, whatever it takes them."""
    over = threading.Event()

    def client() -> None:
        number, due = 0, time.monotonic()
        while not over.wait(max(0.0, due - time.monotonic())):
            act(number)
            number, due = number + 1, due + NEIGHBOUR_SECONDS

    with ThreadPoolExecutor(NEIGHBOURS) as pool:
        clients = [pool.submit(client) for _ in range(NEIGHBOURS)]
        try:
            yield
        finally:
            over.set()
        for each in clients:
            each.result()


def connect_mail(platform: Runtime, name: str, server: MailServer) -> str:
    """A connection to a mail server of ours."""
    account = {"host": HOST, "port": server.port, "from_address": "info@exemple.com"}
    data = ask(platform, "integrations/connect", {"provider": "smtp", "name": name, "smtp": account})
    return str(data["id"])


def send(platform: Runtime, connection: str, number: int) -> None:
    """One mail through the API."""
    content = {"subject": "Hola", "body": str(number)}
    about = {"channel": "email", "to": f"maria{number % 20}@exemple.com", "message": content}
    ask(platform, "messages/send", {**about, "connection_id": connection})


def straight(server: MailServer, number: int) -> None:
    """The same mail without the API."""
    with smtplib.SMTP(HOST, server.port, local_hostname="localhost") as client:
        client.sendmail("info@exemple.com", ["maria@exemple.com"], f"Subject: Hola\r\n\r\n{number}\r\n".encode())


def ask(platform: Runtime, path: str, data: Any) -> Any:
    """A call that must succeed."""
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    answer = platform.call(f"/v1/{path}", {"data": data}, X_API_Key=key)
    if answer.status not in (http.client.OK, http.client.ACCEPTED):
        raise RuntimeError(f"{path}: {answer.status} {answer.body[:300]!r}")
    return answer.json()["data"]


def timed(count: int, act: Callable[[int], None]) -> list[float]:
    """Milliseconds of each of so many calls, one after the other."""
    return [milliseconds(act, number) for number in range(count)]


def by_turns(count: int, one: Callable[[int], None], other: Callable[[int], None]) -> tuple[list[float], list[float]]:
    """Milliseconds of each of so many calls of both, by turns, so that other work on the machine slows both."""
    pairs = [(milliseconds(one, number), milliseconds(other, number)) for number in range(count)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def milliseconds(act: Callable[[int], None], number: int) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    act(number)
    return (time.perf_counter() - started) * 1000


def percentile(values: list[float]) -> float:
    """The 99th percentile; of less than a hundred values, the largest but none above it."""
    return sorted(values)[max(0, int(len(values) * 0.99) - 1)]


def page() -> Row:
    """The read units of pages anywhere in a long conversation, by the size of what is read."""
    table = MemoryTable()
    tenant = Tenant("org_0000000000000000", "live")
    store = TenantStore(table, tenant)
    counts: dict[str, Any] = dict.fromkeys(CHANNELS, 0)
    for number in range(1, LONG + 1):
        channel: Channel = "whatsapp" if number % MIXED_FROM else "email"
        counts[channel] += 1
        slot = conversation.slot_of("0000001", channel, counts[channel])
        about = {"message_id": f"msg_{number:016}", "direction": "outbound", "status": "read", "n": number}
        content = {"type": "text", "body": "Hola, la teva comanda ha estat processada correctament."}
        store.put(
            keys.CONVERSATION,
            slot.sk,
            {**about, "channel": channel, "content": content, "to": "+34612345678"},
            slot.contact,
        )
        if number >= MIXED_FROM:
            store.put(keys.CONVERSATION, f"all#{keys.sequence_sk(number)}", {**counts}, "0000001")
    head = {**counts, "total": LONG, "first_channel": "whatsapp", "mixed_from": MIXED_FROM}
    store.put(keys.CONVERSATION, conversation.HEAD, head, "0000001")
    metered, worst = MeteredTable(table), 0.0
    for at in (1, LONG // PER_PAGE // 2, LONG // PER_PAGE):
        for only in ONE_OR_ALL:
            metered.reset()
            conversation.page(TenantStore(metered, tenant), "0000001", only, at, PER_PAGE)
            worst = max(worst, metered.usage.read_units)
    return f"a page of {PER_PAGE} of {LONG:,} messages", f"{worst:.1f} read units", "", f"{worst:.1f} (at most 2.5)"


def render(rows: list[Row]) -> str:
    """The table."""
    lines = ["| what | measured | beside | ratio |", "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    minute = os.getloadavg()[0]
    head = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `make bench-messages` on the local runtime, {CLIENTS} clients, on "
    )
    head += f"{os.cpu_count()} processors.\nIn its last minute {minute:.1f} processes ran or waited, its own included: "
    head += "where much else ran,\nthe ratios say more than the times."
    return "\n".join(["# Messages", "", head, "", *lines])


if __name__ == "__main__":
    main()
