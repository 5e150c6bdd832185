"""Each batch of the log counts once, by whichever way it comes, however often, early or late."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.requests import counting, marks
from bivelio_core.requests.line import Line
from bivelio_core.store import keys
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.credits.rough import Died, Rough, at_random

NOON = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
LIVE = Tenant(ORGANISATION, "live")
_numbers = count()


def line(at: datetime, operation: str = "contacts.get") -> Line:
    number = next(_numbers)
    return Line(
        id=f"{number:056}", at=at, request_id=f"request-{number}", tenant=LIVE, operation=operation, status=200,
        latency_ms=5, actor="key_1", actor_kind="api_key", user_agent="",
    )  # fmt: skip


@pytest.fixture
def store() -> TenantStore:
    return TenantStore(MemoryTable(), LIVE)


def total(store: TenantStore) -> int:
    items = counting.between(store, "2026-04-01", "2026-04-30")
    assert not [name for item in items for name in item if name.startswith(marks.PREFIX) or name == marks.COUNT]
    return sum(int(item.get("key_1#200", 0)) for item in items)


def counted(store: TenantStore, part: list[Line], at: datetime) -> None:
    with clock.frozen(at):
        counting.count(store, part)
        assert counting.is_counted(store, part)


def test_a_fresh_batch_is_one_write():
    metered: Any = MeteredTable(MemoryTable())
    store = TenantStore(metered, LIVE)
    with clock.frozen(NOON):
        counting.count(store, [line(NOON)])
    used = metered.reset()
    assert (used.write_units, used.read_units) == (1, 0)


@pytest.mark.parametrize("again", [0, 20, 44, 59, 61, 600, 14 * 86_400])
@pytest.mark.parametrize("first", [0, 29, 31, 44, 46, 600])
def test_a_batch_that_comes_again_later_counts_nothing(store, first, again):
    part = [line(NOON)]
    counted(store, part, NOON + timedelta(seconds=first))
    for others in range(marks.FEWEST_MOVED + 1):
        counted(store, [line(NOON + timedelta(seconds=others))], NOON + timedelta(seconds=others + 1))
    late = NOON + timedelta(seconds=200)
    counted(store, [line(late)], late)
    counted(store, part, max(late, NOON + timedelta(seconds=first + again)))
    assert total(store) == marks.FEWEST_MOVED + 3


def test_marks_are_moved_and_the_item_stays_small(store):
    for number in range(300):
        at = NOON + timedelta(seconds=3 * number)
        counted(store, [line(at)], at + timedelta(seconds=1))
        (item,) = store.query(keys.USAGE)
        assert item[marks.COUNT] == sum(name.startswith(marks.PREFIX) for name in item) < 50
    assert total(store) == 300
    with clock.frozen(at):
        pages = store.query(keys.USAGE_BATCH)
    assert sum(len(page) - 3 for page in pages) + item[marks.COUNT] == 300


def test_more_than_an_item_has_room_for_are_counted_with_markers_of_their_own(store):
    parts = [[line(NOON)] for _ in range(marks.MOST + 50)]
    for _ in range(2):
        for part in parts:
            counted(store, part, NOON + timedelta(seconds=2))
    for part in parts[-60:]:
        counted(store, part, NOON + timedelta(days=3))
    assert total(store) == len(parts)
    with clock.frozen(NOON):
        own_markers = [item for item in store.query(keys.USAGE_BATCH) if not item["SK"].startswith("P#")]
    assert len(own_markers) == 50


def test_what_the_release_before_counted_is_not_counted_when_it_is_repeated(store):
    part = [line(NOON)]
    store.put(keys.USAGE_BATCH, counting.digest(part), {"ttl": int((NOON + timedelta(days=15)).timestamp())})
    for after in (31, 61, 3_600):
        counted(store, part, NOON + timedelta(seconds=after))
    assert total(store) == 0


@pytest.mark.parametrize("seed", range(20))
def test_whatever_comes_in_whatever_order_and_whoever_dies_counts_once(seed):
    chance = random.Random(seed)
    dies, is_rough = at_random(0.05, seed), True
    table = Rough(dies=lambda: is_rough and dies())
    store = TenantStore(table.as_table(), LIVE)
    expected: Counter[str] = Counter()
    deliveries: list[tuple[datetime, list[Line]]] = []
    for number in range(150):
        at = NOON + timedelta(seconds=chance.random() * 4 * number)
        operations = chance.choices(["contacts.get", "contacts.list"], k=1 if chance.random() < 0.8 else 3)
        part = sorted((line(at, operation) for operation in operations), key=lambda each: each.id)
        expected.update(operations)
        for _ in range(chance.choice([1, 1, 2, 3])):
            delay = chance.choice([1, 5, 29, 31, 44, 46, 61, 120, 700, 86_400])
            deliveries.append((at + timedelta(seconds=delay), part))
    for at, part in sorted(deliveries, key=lambda each: each[0]):
        with clock.frozen(at):
            for _ in range(50):
                try:
                    counting.count(store, part)
                except Died:
                    continue
                break
    is_rough = False
    found = {item["SK"][11:]: int(item["key_1#200"]) for item in counting.between(store, "2026-04-07", "2026-04-07")}
    assert found == dict(expected)
