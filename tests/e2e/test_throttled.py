"""The running platform while its table refuses a share of all calls: a client that comes again loses nothing.

`TABLE_THROTTLED_SHARE=0.1 pytest tests/e2e/test_throttled.py -s` runs it and prints how often each status was answered.
The fixture `platform` hands the share on to the emulator, for the functions' calls and these tests' alike.
"""

import csv
import io
import json
import os
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from tests.receiver import Receiver
from tests.running import LONGEST_ANSWER_SECONDS, Answer, Runtime, until
from tools.endpoints import operations

SHARE = "TABLE_THROTTLED_SHARE"
pytestmark = [pytest.mark.e2e, pytest.mark.skipif(SHARE not in os.environ, reason=f"{SHARE}=0.1 runs it")]

ROUNDS = int(os.environ.get("THROTTLED_ROUNDS", "3"))
ROWS, CONTACTS, SHARED, CHANGES, RUNS = 2_000, 120, 4, 15, 24
AT_ONCE = 4
TRIES = 60


class Client:
    """Calls as a client should: the same request again, under its key, when the answer says so. Counts the answers."""

    def __init__(self, platform: Runtime, base: str, **credentials: str) -> None:
        self.platform, self.base, self.credentials = platform, base, credentials
        self.answers: Counter[tuple[int, bool]] = Counter()
        """How many of each status, with `Retry-After` or without."""

    def ask(self, path: str, body: Any) -> Answer:
        """The answer that is final."""
        key = str(uuid.uuid4())
        for _ in range(TRIES):
            answer = self.platform.call(self.base + path, body, Idempotency_Key=key, **self.credentials)
            wait = answer.headers.get("retry-after")
            self.answers[answer.status, wait is not None] += 1
            if answer.status not in {409, 503} or wait is None or is_of_a_provider(answer):
                return answer
            time.sleep(float(wait))
        pytest.fail(f"{path}: busy {TRIES} times")

    def call(self, operation: str, **data: Any) -> Any:
        """The data of a call that must succeed."""
        answer = self.ask("/" + operation.replace(".", "/"), {"data": data})
        assert answer.status in {200, 202}, (operation, answer.body)
        return answer.json()["data"]


@pytest.fixture
def client(platform: Runtime, organisation: Callable[[str], dict[str, Any]]) -> Iterator[Client]:
    """A fresh organisation's administrator, live; at the end no answer was a failure of ours."""
    client = Client(platform, "/v1", X_API_Key=organisation("enterprise")["keys"]["live_secret"])
    yield client
    tell(client)


def is_of_a_provider(answer: Answer) -> bool:
    """Whether a server of somebody else was not reached: no example's server is there, however often one asks."""
    return bool(answer.json()["error"]["code"] == "INTEGRATION_ERROR")


def tell(client: Client) -> None:
    told = {f"{status}{' Retry-After' if wait else ''}": n for (status, wait), n in sorted(client.answers.items())}
    print(f"\n{sum(client.answers.values())} answers: {told}")  # noqa: T201 - the figures of the run
    assert not [status for status, wait in client.answers if status >= 500 and not (status == 503 and wait)], told


def at_once(act: Callable[[int], Any], count: int) -> list[Any]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(act, range(count)))


def test_every_endpoints_example_is_answered(platform: Runtime, organisation: Callable[[str], dict[str, Any]]):
    user = organisation("enterprise")
    stages = [("/v1", user["keys"]["live_secret"]), ("/sandbox/v1", user["keys"]["test_secret"])]
    clients = [Client(platform, base, apikey=key) for base, key in stages]
    examples = [operation for operation in operations() for _ in range(ROUNDS)]

    def signed_in(client: Client) -> Client:
        person = {name: user["users"][0][name] for name in ("email", "password")}
        token = client.ask("/auth/token?grant_type=password", person).json()["access_token"]
        return Client(platform, client.base, Authorization=f"Bearer {token}")

    def send(client: Client, users: Client, operation: Any) -> None:
        query = "&".join(f"{name}={value}" for name, value in operation.example.get("query", {}).items())
        path = operation.endpoint.paths[0].removeprefix("/v1") + (f"?{query}" if query else "")
        whose = users if operation.endpoint.resource in {"keys", "auth"} and not query else client
        whose.ask(path, operation.example["request"])

    def send_one(client: Client, users: Client, number: int) -> None:
        send(client, users, examples[number])

    for client in clients:
        users = signed_in(client)
        at_once(partial(send_one, client, users), len(examples))
        tell(client)
        tell(users)
    assert client.answers[200, False] > len(examples) // 2, "in the sandbox most examples are there"


def test_contacts_made_and_changed_at_once_are_listed_told_and_delivered_once(client: Client):
    """By all at once, each its own and some everybody's: lists at once and later, the feed, and a receiver."""
    with Receiver() as receiver:
        client.call("webhooks.create", url=receiver.url, events=["contact.created", "contact.updated"])
        shared = [client.call("contacts.create", type="company", name=f"Comuna {n}")["id"] for n in range(SHARED)]

        def work(number: int) -> str:
            made = client.call("contacts.create", type="person", name=f"Roser Pla {number}", tags=["e2e"])["id"]
            if number % 3 == 0:
                client.call("contacts.update", id=made, tags=["e2e", "third"])
            if number < SHARED * CHANGES:
                client.call("contacts.update", id=shared[number % SHARED], custom_fields={f"f{number}": number})
            return str(made)

        made = at_once(work, CONTACTS)
        thirds = [contact for number, contact in enumerate(made) if number % 3 == 0]

        def check() -> None:
            assert sorted(listed(client, tags=["e2e"])) == sorted(made)
            assert sorted(listed(client, search="roser", tags=["third"])) == sorted(thirds)
            assert sorted(listed(client)) == sorted(made + shared)

        check()
        expected = {**dict.fromkeys(made, 1), **dict.fromkeys(thirds, 2), **dict.fromkeys(shared, 1 + CHANGES)}
        total = sum(expected.values())
        events = until(lambda: (found := feed(client)) and len(found) >= total and found)
        versions: dict[str, list[int]] = {}
        for event in events:
            versions.setdefault(event["data"]["id"], []).append(event["data"]["version"])
        assert versions == {contact: list(range(1, count + 1)) for contact, count in expected.items()}
        until(lambda: len({got.headers["webhook-id"] for got in receiver.received}) >= total)
        sent = Counter(json.loads(got.body)["id"] for got in receiver.received)
        print(f"\n{total} events, {sum(sent.values())} deliveries")  # noqa: T201
        assert sent.keys() == {event["id"] for event in events}
        assert max(sent.values()) == 1
        time.sleep(8)  # until readers trust the index
        check()


def listed(client: Client, **query: Any) -> list[str]:
    """All pages of a list; its total is what they have."""
    found: list[str] = []
    for page in range(1, 100):
        answer = client.call("contacts.list", page=page, per_page=30, **query)
        found += [contact["id"] for contact in answer["contacts"]]
        if page >= answer["pagination"]["total_pages"]:
            assert answer["pagination"]["total"] == len(found)
            return found
    pytest.fail("a list without end")


def feed(client: Client) -> list[Any]:
    found: list[Any] = []
    after: dict[str, Any] = {}
    while True:
        page = client.call("events.list", limit=100, **after)
        found += page["events"]
        if not page["has_more"]:
            return found
        after = {"after": page["next_after"]}


def test_runs_have_each_effect_once(client: Client):
    with Receiver() as receiver:
        send = {
            "type": "http_request",
            "input": {"url": receiver.url, "json": {"n": "{{ input.n }}", "s": "{{ item }}"}},
        }
        each = {"id": "each", "type": "for_each", "input": {"items": [0, 1, 2], "steps": [{"id": "send", **send}]}}
        make = {"id": "make", "type": "contact.create", "input": {"type": "person", "name": "Corredor {{ input.n }}"}}

        def run(number: int) -> Any:
            workflow = client.call("workflows.create", name=f"R{number}", steps=[make, each])["id"]
            started = client.call("workflows.execute", workflow_id=workflow, input={"n": number})["instance_id"]
            return until(lambda: ended(started))

        def ended(instance: str) -> Any:
            found = client.call("workflows.instances.get", instance_id=instance)
            return found if found["status"] in {"completed", "failed", "cancelled"} else None

        runs = at_once(run, RUNS)
        assert {instance["status"] for instance in runs} == {"completed"}, runs
        sent = Counter((body["n"], body["s"]) for body in (json.loads(got.body) for got in receiver.received))
        assert sent == dict.fromkeys([(n, s) for n in range(RUNS) for s in range(3)], 1)
        assert len(listed(client, search="corredor")) == RUNS


def test_an_import_makes_each_row_once(client: Client):
    text = "id,name,tags\n" + "".join(f"old-{n},Mercè Casals {n},e2e|batch\n" for n in range(ROWS))
    begun = client.call("contacts.import")
    upload = begun["upload"]
    put = urllib.request.Request(  # noqa: S310 - an address the platform gave
        upload["url"], text.encode(), {"Content-Type": upload["content_type"]}, method="PUT"
    )
    with urllib.request.urlopen(put, timeout=LONGEST_ANSWER_SECONDS) as answer:  # noqa: S310
        assert answer.status == 200
    client.call("contacts.import", id=begun["id"])

    def completed(operation: str, found: Any) -> Any:
        return until(lambda: (at := client.call(operation, id=found["id"]))["status"] == "completed" and at)

    done = completed("contacts.import_status", begun)
    assert (done["created"], done["failed"]) == (ROWS, 0)
    assert client.call("contacts.list", search="merce", tags=["e2e"])["pagination"]["total"] == ROWS
    export = completed("contacts.export_status", client.call("contacts.export", search="merce"))
    with urllib.request.urlopen(export["url"], timeout=LONGEST_ANSWER_SECONDS) as answer:  # noqa: S310 - an address the platform gave
        rows = csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"), newline=""))
        assert [row["id"] for row in rows] == [f"old-{n}" for n in reversed(range(ROWS))]
    until(lambda: len(feed(client)) >= ROWS)
    assert Counter(Counter(event["data"]["id"] for event in feed(client)).values()) == {1: ROWS}
