"""An expired item that is not yet deleted has no effect: the table answers as if it had been removed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.store.changes import Change as Record
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.writes import (
    ConditionCheck,
    Delete,
    Key,
    Put,
    Update,
    UpdateWrite,
    absent,
    all_of,
    any_of,
    compare,
    equals,
    present,
)
from hypothesis import given
from hypothesis import strategies as st

from tests import streams
from tests.conftest import fresh_table
from tests.examples import examples
from tests.network import events_of
from tests.table_definition import stored_items

BEGIN = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
KEYS = [Key("a", "1"), Key("a", "2"), Key("b", "1")]

keys = st.sampled_from(KEYS)
ttls = st.none() | st.integers(1, 12).map(lambda second: int(BEGIN.timestamp()) + second)
conditions = st.none() | st.recursive(
    st.sampled_from(
        [absent(), present(), absent("n"), present("n"), equals("n", 1), compare("n", "<", 2), compare("n", "<>", 1)]
    ),
    lambda part: (
        st.tuples(part, part).map(lambda two: all_of(*two)) | st.tuples(part, part).map(lambda two: any_of(*two))
    ),
    max_leaves=3,
)
updates = st.builds(
    lambda ttl, add, extra: Update(
        set={**({"ttl": ttl} if ttl else {}), **({"x": extra} if extra else {})},
        add={"n": add} if add else {},
        default={"made": 1},
        remove=["y"] if extra == 1 else [],
    ),
    ttls,
    st.integers(0, 2),
    st.integers(0, 2),
)
items = st.builds(
    lambda key, ttl, n: {
        "PK": key.pk,
        "SK": key.sk,
        "y": 0,
        **({"n": n} if n else {}),
        **({"ttl": ttl} if ttl else {}),
    },
    keys,
    ttls,
    st.integers(0, 2),
)
checks = conditions.filter(lambda condition: condition is not None)
writes = (
    st.builds(Put, items, conditions)
    | st.builds(UpdateWrite, keys, updates, conditions)
    | st.builds(Delete, keys, conditions)
    | st.builds(ConditionCheck, keys, checks)
)


def key_of(write):
    return Key(write.item["PK"], write.item["SK"]) if isinstance(write, Put) else write.key


transactions = st.lists(writes, min_size=1, max_size=3, unique_by=key_of)
operations = (
    st.tuples(st.just("put"), items, conditions)
    | st.tuples(st.just("update"), keys, updates, conditions)
    | st.tuples(st.just("delete"), keys, conditions)
    | st.tuples(st.just("transact"), transactions)
    | st.tuples(st.just("get"), keys)
    | st.tuples(st.just("get_many"), st.just(KEYS))
    | st.tuples(st.just("put_many"), st.lists(items, max_size=2, unique_by=lambda item: (item["PK"], item["SK"])))
)
steps = st.lists(st.tuples(st.integers(0, 4), operations), min_size=2, max_size=14)


def outcome(table, name, *arguments):
    """What a call answers or raises, in a form that can be compared."""
    try:
        return getattr(table, name)(*arguments)
    except ConditionFailed as failure:
        return "refused", failure.item
    except TransactionFailed as failure:
        return "refused", dict(failure.items)


class Removing:
    """The table as it would be if what is over were removed at once."""

    def __init__(self):
        self.table = MemoryTable()

    def remove(self):
        everything = {
            key: partition.items[key.sk]
            for key in KEYS
            if (partition := self.table._partitions[key.pk]) and key.sk in partition.items
        }
        for key, item in everything.items():
            if item.get("ttl", 1e12) <= clock.epoch():
                self.table._partitions[key.pk].delete(key.sk)


def run(table, sequence):
    reference, now = Removing(), BEGIN
    for seconds, (name, *arguments) in sequence:
        now += timedelta(seconds=seconds)
        with clock.frozen(now):
            reference.remove()
            assert outcome(table, name, *arguments) == outcome(reference.table, name, *arguments), (name, arguments)
            for pk in ("a", "b"):
                assert table.query(pk) == reference.table.query(pk)
                assert table.query(pk, descending=True, limit=1) == reference.table.query(pk, descending=True, limit=1)


@examples(200)
@given(steps)
def test_in_memory_nothing_is_seen_of_an_item_that_is_over(sequence):
    run(MemoryTable(), sequence)


def test_in_dynamodb_nothing_is_seen_of_an_item_that_is_over():
    """One table for all examples, emptied for each: to make one takes longer than an example."""
    with fresh_table() as table:

        @examples(60)
        @given(steps)
        def holds(sequence):
            for item in stored_items():
                table._client.delete_item(TableName=table.name, Key={name: item[name] for name in ("PK", "SK")})
            run(table, sequence)

        holds()


LEFT: dict[str, Any] = {"PK": "a", "SK": "1", "n": 7, "old": True, "ttl": int(BEGIN.timestamp())}


@pytest.fixture
def left(table):
    """A table with an item whose time was over a moment ago."""
    with clock.frozen(BEGIN - timedelta(days=1)):
        table.put(LEFT)
    with clock.frozen(BEGIN):
        yield table


def test_a_count_begins_anew(left):
    assert left.update(KEYS[0], Update(add={"n": 1}, default={"ttl": LEFT["ttl"] + 60})) == {
        "PK": "a",
        "SK": "1",
        "n": 1,
        "ttl": LEFT["ttl"] + 60,
    }


def test_a_lock_that_is_over_can_be_taken(left):
    left.put({"PK": "a", "SK": "1", "by": "me"}, absent())
    assert left.get(KEYS[0]) == {"PK": "a", "SK": "1", "by": "me"}


def test_two_that_count_anew_at_once_count_two(left):
    """The second saw the item that was over too: its own write of it is refused, and it counts on the first one's."""
    other = DynamoTable(left._client, left.name)
    begun: list[int] = []

    def between(params, **_):
        if (
            "ttl" in str(params.get("ConditionExpression", "")) + str(params.get("ExpressionAttributeNames"))
            and not begun
        ):
            begun.append(1)
            other.update(KEYS[0], Update(add={"n": 1}))

    events_of(left._client).register("provide-client-params.dynamodb.UpdateItem", between)
    try:
        assert left.update(KEYS[0], Update(add={"n": 1}))["n"] == 2
    finally:
        events_of(left._client).unregister("provide-client-params.dynamodb.UpdateItem", between)


def test_what_is_written_over_it_is_new_to_the_stream():
    at = {"ApproximateCreationDateTime": BEGIN.timestamp()}
    record = streams.record(LEFT, {**LEFT, "ttl": LEFT["ttl"] + 60})
    record["dynamodb"] |= at
    assert Record(record).before is None
    removed = streams.record(LEFT, None)
    removed["dynamodb"] |= at
    assert Record(removed).before == LEFT
