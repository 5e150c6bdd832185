"""What one person writes keeps its order, from the webhook to what is stored, listed and told in events.

Workers take from a queue that behaves as SQS's FIFO queues do: the first message of a group hides the others of it
until it is deleted or visible again. They die before and after their work, and what they had taken comes again.
`ORDERED=1000 pytest tests/messages/test_order.py` is the large run.
"""

import json
import os
import random
import threading
from collections import Counter, deque
from typing import Any

import pytest
from bivelio_core.messages.inbound import senders

from local.emulator.stream_lanes import lane_of
from tests.messages.test_changes import FIRST
from tests.messages.world import SharedTable, bring, events, new_store, stored
from tests.streams import record

pytestmark = pytest.mark.usefixtures("services")
ROUNDS = int(os.environ.get("ORDERED", "40"))
RISK = 0.25


class Ordered:
    """A FIFO queue with a dead-letter queue, in memory."""

    def __init__(self, most_receives: int = 10_000) -> None:
        self.most_receives = most_receives
        self.dead: list[tuple[str, Any]] = []
        self._groups: dict[str, deque[Any]] = {}
        self._taken: set[str] = set()
        self._receives = Counter[int]()
        self._lock = threading.Lock()

    def send(self, group: str, body: Any) -> None:
        """Put a message behind those of its group."""
        with self._lock:
            self._groups.setdefault(group, deque()).append(body)

    def receive(self) -> tuple[str, Any] | None:
        """The first message of a group of which none is in flight."""
        with self._lock:
            for group, bodies in self._groups.items():
                if bodies and group not in self._taken:
                    if self._receives[id(bodies[0])] >= self.most_receives:
                        self.dead.append((group, bodies.popleft()))
                        continue
                    self._receives[id(bodies[0])] += 1
                    self._taken.add(group)
                    return group, bodies[0]
            return None

    def end(self, group: str, *, is_done: bool) -> None:
        """Delete the message of a group that was received, or have it visible again."""
        with self._lock:
            self._taken.discard(group)
            if is_done:
                self._groups[group].popleft()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left."""
        with self._lock:
            return not any(self._groups.values())


def wrote(person: int, number: int, *, has_phone: bool = True) -> dict[str, Any]:
    """Meta's value about a message of somebody, all within one second."""
    phone = {"from": f"3469900{person:04}"} if has_phone else {"from_user_id": f"ES.{person}"}
    about = {"id": f"wamid.{person}.{number}", "timestamp": str(FIRST), "type": "text", "text": {"body": str(number)}}
    known = {"wa_id": f"3469900{person:04}"} if has_phone else {}
    people = [{"profile": {"name": f"P{person}"}, "user_id": f"ES.{person}", **known}]
    return {"metadata": {"phone_number_id": "106540352242922"}, "contacts": people, "messages": [{**phone, **about}]}


def webhook(*values: dict[str, Any]) -> bytes:
    """A webhook, with a change for each value."""
    changes = [{"field": "messages", "value": each} for each in values]
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": changes}]}).encode()


def work(queue: Ordered, table: SharedTable, dice: random.Random, poison: str) -> None:
    """What a worker does until nothing is left: it dies now and then, and always at a poisoned message."""
    store = new_store(table)
    while not queue.is_empty:
        if (taken := queue.receive()) is None:
            continue
        group, content = taken
        dies_first = dice.random() < RISK or bool(poison and poison in content.decode())
        if not dies_first:
            assert bring(store, "whatsapp", content) == []
        queue.end(group, is_done=not dies_first and dice.random() >= RISK)


def run(queue: Ordered, table: SharedTable, seed: int, poison: str = "") -> None:
    """Have two workers do all."""
    both = [
        threading.Thread(target=work, args=(queue, table, random.Random(seed * 2 + each), poison)) for each in (0, 1)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()


def fill(queue: Ordered, contents: list[bytes]) -> None:
    """Put webhooks on the queue as the inbound endpoint does."""
    for content in contents:
        for part in senders.parts("whatsapp", content):
            queue.send(part.group("cn_wa"), part.content)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_three_quick_messages_are_stored_listed_and_told_in_their_order(seed):
    queue, table = Ordered(), SharedTable()
    dice = random.Random(seed)
    turns = [person for person in range(3) for _ in range(3)]
    dice.shuffle(turns)
    counts, contents = Counter[int](), list[bytes]()
    for person in turns:
        counts[person] += 1
        contents += [webhook(wrote(person, counts[person], has_phone=dice.random() < 0.5))] * dice.choice((1, 1, 2))
    fill(queue, contents)
    run(queue, table, seed)
    kept = stored(new_store(table))
    told = events(table)
    for person in range(3):
        theirs = [item for item in kept if item["provider_id"].startswith(f"wamid.{person}.")]
        assert [item["content"]["body"] for item in theirs] == ["1", "2", "3"], "in the list of the organisation"
        in_conversation = sorted(theirs, key=lambda item: item["n"])
        assert [item["content"]["body"] for item in in_conversation] == ["1", "2", "3"], "in the conversation"
        ids = {item["message_id"] for item in theirs}
        assert [each["message"]["body"] for each in told if each["message_id"] in ids] == ["1", "2", "3"], "in events"


def test_the_stream_keeps_the_changes_that_events_come_from_in_one_lane():
    queue, table = Ordered(), SharedTable()
    fill(queue, [webhook(wrote(1, number)) for number in range(1, 9)])
    run(queue, table, 1)
    records = [record(before, after) for before, after in table.changes if after and "received" in after]
    assert len(records) == 8
    assert len({lane_of(each, 4) for each in records}) == 1
    items = [record(before, after) for before, after in table.changes if after and "told_by_head" in after]
    assert len({lane_of(each, 4) for each in items}) > 1, "the control: messages are in several"


def test_a_poisoned_message_stops_nobody_else_and_those_behind_it_only_until_it_is_parked():
    queue, table = Ordered(most_receives=10), SharedTable()
    contents = [webhook(wrote(person, number)) for number in range(1, 4) for person in range(3)]
    fill(queue, contents)
    run(queue, table, 7, poison='"id": "wamid.1.1"')
    assert [group for group, _ in queue.dead] == [senders.parts("whatsapp", contents[1])[0].group("cn_wa")]
    said = [item["provider_id"] for item in stored(new_store(table))]
    for person, numbers in ((0, "123"), (1, "23"), (2, "123")):
        assert [each for each in said if each.startswith(f"wamid.{person}.")] == [
            f"wamid.{person}.{number}" for number in numbers
        ]


def test_a_webhook_about_several_people_and_statuses_is_put_apart_and_loses_nothing():
    status = {"metadata": {"phone_number_id": "106540352242922"}, "statuses": [{"id": "wamid.0", "status": "sent"}]}
    mixed = {**wrote(1, 1), "statuses": status["statuses"]}
    mixed["messages"] = [*mixed["messages"], *wrote(2, 1)["messages"], *wrote(1, 2)["messages"]]
    mixed["contacts"] = [*mixed["contacts"], *wrote(2, 1)["contacts"]]
    parts = senders.parts("whatsapp", webhook(mixed, status, wrote(2, 2, has_phone=False)))
    found = {
        part.sender: [
            each.get("id")
            for entry in json.loads(part.content)["entry"]
            for change in entry["changes"]
            for each in change["value"].get("messages", []) + change["value"].get("statuses", [])
        ]
        for part in parts
    }
    assert found == {
        "ES.1": ["wamid.1.1", "wamid.1.2"],
        "ES.2": ["wamid.2.1", "wamid.2.2"],
        senders.NOBODY: ["wamid.0", "wamid.0"],
    }


@pytest.mark.parametrize("has_phone", [True, False])
def test_somebody_with_and_without_a_phone_has_one_order(has_phone):
    (part,) = senders.parts("whatsapp", webhook(wrote(1, 1, has_phone=has_phone)))
    assert part.sender == "ES.1"
    assert part.content == webhook(wrote(1, 1, has_phone=has_phone)), "the bytes as they came"
    assert part.group("cn_" + "x" * 60).count("ES.1") == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"entry":7}',
        b'{"entry":[7]}',
        b'{"entry":[{"changes":[{"value":[]}]}]}',
    ],
)
@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "email"])
def test_what_cannot_be_read_has_no_sender(channel, content):
    assert senders.parts(channel, content) == [senders.SenderPart(senders.NOBODY, content)]
