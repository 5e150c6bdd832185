"""Who writes, indexes, lists and reindexes contacts is killed before and after any call of the table: lists stay exact.

By the handlers of Lambda and the client of our own, over a table that moto keeps. `KILLED_LISTS=1000` is the large run:
so many kills.
"""

import os
import random
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store import keys, resources
from bivelio_core.store.connect import table as connected
from bivelio_core.store.index import writer
from bivelio_core.store.index.head import KEPT, ORPHAN_AFTER, Layout
from bivelio_core.store.index.layout import read_head, summary_address
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, call, load
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

KILLS = int(os.environ.get("KILLED_LISTS", "40"))
LANES, BATCH = 4, 8
TAGS = ["client", "lead", "actiu", "vip"]
CALLS = {"writer": 4, "lane": 16, "reader": 6, "operator": 300}
"""A kill hits one of so many first calls, if there are so many."""


class Campaign:
    """Contacts that are written, indexed and listed by processes of which some are killed."""

    def __init__(self, seed: int, *, is_of_before: bool, patience: int, most: int) -> None:
        self.patience, self.most = patience, most
        self.dice, self.killer = random.Random(seed), Killer()
        self.store = TenantStore(connected(), Tenant(ORGANISATION, "live"))
        self.now = datetime(2026, 4, 7, 12, tzinfo=UTC)
        self.kills = {"writer": 0, "lane": 0, "reader": 0, **({"operator": 0} if is_of_before else {})}
        self.known: dict[str, Any] = {}
        self.lanes: list[list[Any]] = [[] for _ in range(LANES)]
        self.handler = load("workers/index_changes").handler
        self.made = 0
        self.acts = [self.write, self.write, self.index, self.index, self.list] * 3
        if is_of_before:
            address = summary_address(CONTACTS).key(self.store, CONTACTS)
            connected().put({"PK": address.pk, "SK": address.sk, "b": b"", "high": 0, "open": b"", "v": 1})
            self.acts.append(self.reindex)

    @property
    def killed(self) -> int:
        """How often anybody was killed."""
        return sum(self.kills.values())

    def survives(self, who: str, act: Any) -> Any:
        """What it returns, None if it was killed, at one of its calls."""
        at = self.dice.randrange(CALLS[who]), self.dice.choice(["before", "after"])
        try:
            with self.killer.armed(lambda *call_: call_ == at):
                return act()
        except Killed:
            self.kills[who] += 1
            return None

    def contacts(self) -> list[Any]:
        """All items, newest first."""
        return self.store.query(keys.CONTACT, descending=True, consistent=True)

    def write(self) -> None:
        """A request; then the stream has what it wrote, whether it came to an answer or not."""
        living = [item for item in self.contacts() if "archived_at" not in item]
        tags, chance = self.dice.sample(TAGS, 2), self.dice.random()
        if (chance < 0.15 and len(living) < self.most) or len(living) < 5:
            self.made += 1
            data: Any = {"type": self.dice.choice(["person", "company"]), "name": f"Maria {self.made}", "tags": tags}
            self.survives("writer", lambda: call("contacts.create", data))
        else:
            which = self.named(self.dice.choice(living))
            operation, data = (
                ("contacts.archive", {"id": which})
                if chance > 0.93
                else ("contacts.update", {"id": which, "tags": tags})
            )
            self.survives("writer", lambda: call(operation, data))
        self.note()

    def named(self, item: Any) -> str:
        """The id of a contact."""
        return resources.public_id(keys.CONTACT, ORGANISATION, item)

    def note(self) -> None:
        """Have the stream tell what differs."""
        for item in self.contacts():
            before = self.known.get(item["SK"])
            if before != item:
                lane = self.lanes[zlib.crc32(item["SK"].encode()) % LANES]
                lane.append(streams.record(before, item))
                self.known[item["SK"]] = item

    def index(self) -> None:
        """A lane's batch, which comes again when its function was killed."""
        lane = self.dice.choice(self.lanes)
        batch = lane[: self.dice.randrange(1, BATCH + 1)]
        if batch and self.survives("lane", lambda: self.handler(streams.batch(*batch), None)) is not None:
            del lane[: len(batch)]

    def list(self) -> None:
        """A list that is killed, and again one that is not: it is what a look at every contact gives."""
        asked: Any = self.dice.choice([{}, {"tags": ["client"]}, {"tags": ["lead", "vip"]}, {"type": "person"}])
        for answer in (self.survives("reader", lambda: self.listed(asked)), self.listed(asked)):
            assert answer is None or answer == self.expected(asked), asked

    def reindex(self) -> None:
        """A rebuild, which spreads an index of before; killed, it begins again another time."""
        self.survives("operator", lambda: rebuild(self.store, CONTACTS, None, 60, gather=in_order))

    def listed(self, asked: dict[str, Any]) -> Any:
        """The ids and the total of a list."""
        data = call("contacts.list", {**asked, "per_page": 100}).data
        return [contact["id"] for contact in data["contacts"]], data["pagination"]["total"]

    def expected(self, asked: dict[str, Any]) -> Any:
        """The same by looking at every contact."""
        found = [
            item
            for item in self.contacts()
            if "archived_at" not in item
            and set(asked.get("tags", ())) <= set(item["tags"])
            and item["type"] == asked.get("type", item["type"])
        ]
        return [self.named(item) for item in found[:100]], len(found)

    def step(self) -> None:
        """Somebody acts; a little time passes, now and then a lot."""
        self.now += timedelta(seconds=self.dice.choice([0.1, 0.1, 0.4, 2, KEPT + 2]))
        with clock.frozen(self.now):
            self.dice.choice(self.acts)()

    def settle(self) -> None:
        """Nobody is killed any more: all is indexed, marks leave, and a rebuild finds nothing wrong."""
        for seconds in (0, ORPHAN_AFTER + 1, KEPT + 2, KEPT + 2):
            self.now += timedelta(seconds=seconds)
            with clock.frozen(self.now):
                call("contacts.create", {"type": "person", "name": "Anna"})
                self.note()
                for lane in self.lanes:
                    while lane:
                        assert self.handler(streams.batch(*lane[:100]), None) == {"batchItemFailures": []}
                        del lane[:100]
        everything: list[Any] = [{}, *({"tags": [tag]} for tag in TAGS), {"type": "company"}]
        if self.patience:  # some contacts still wait for company
            with clock.frozen(self.now + timedelta(seconds=KEPT + 2)):
                for asked in everything:
                    assert self.listed(asked) == self.expected(asked)
        if "operator" in self.kills or self.patience:
            with clock.frozen(self.now):
                rebuild(self.store, CONTACTS, None, 60, gather=in_order)
        self.now += timedelta(seconds=KEPT + 2)
        with clock.frozen(self.now):
            for asked in everything:
                assert self.listed(asked) == self.expected(asked)
            assert rebuild(self.store, CONTACTS, None, 60, gather=in_order).mended == 0
            head = read_head(self.store, CONTACTS)
            assert head.summary.layout is Layout.SPREAD
            assert (head.marks, head.sheets, head.stamps) == ((), (), ())


PLENTY, FEW = 100_000, 12
"""How many contacts there are at most. Of few, each is often changed again soon after somebody died over a change."""


@pytest.fixture(
    params=[(False, 0, PLENTY), (True, 0, PLENTY), (False, 5, PLENTY), (True, 0, FEW)],
    ids=["new", "of before", "waiting", "few"],
)
def campaign(request, table, monkeypatch):
    is_of_before, patience, most = request.param
    monkeypatch.setattr(writer, "WAITING_ITEMS", patience)
    monkeypatch.setenv("PARKED_QUEUE_URL", boto3.client("sqs").create_queue(QueueName="parked")["QueueUrl"])
    return Campaign(seed=KILLS, is_of_before=is_of_before, patience=patience, most=most)


def test_lists_are_exact_whoever_is_killed_at_any_call(campaign):
    while campaign.killed < KILLS:
        campaign.step()
    campaign.settle()
    assert all(campaign.kills.values())
    print(campaign.kills, campaign.made, "contacts")  # noqa: T201 - the report of a large run
