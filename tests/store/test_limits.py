"""A limit holds however creations and removals overlap, and a removal allows another creation."""

import pytest
from bivelio_core.store import limits
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Delete, Key, Put, absent, present
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.store.interleaved import InterleavedTable
from tests.there import there

COUNTER = Key("org#LIM", "things")
MAXIMUM = 3


def put(name, condition=None):
    return Put({"PK": "org#THING", "SK": name}, condition)


def things(table):
    return len(table.query("org#THING"))


def limit(table):
    return Limit(COUNTER, MAXIMUM, lambda: things(table))


def create(table, name):
    """Whether it was created."""
    try:
        limits.create(table, limit(table), lambda counted: table.transact([put(name), counted]), position=1)
    except LimitReached:
        return False
    return True


def remove(table, name):
    """Whether it was there."""
    try:
        table.transact([Delete(Key("org#THING", name), present()), limits.removed(COUNTER)])
    except TransactionFailed:
        return False
    return True


@examples(400)
@given(
    there=st.integers(0, MAXIMUM),
    is_counted=st.booleans(),
    expired=st.integers(0, 2),
    new=st.integers(1, 5),
    removals=st.integers(0, 3),
    data=st.data(),
)
def test_creations_and_removals_that_overlap_never_pass_the_limit(there, is_counted, expired, new, removals, data):
    stored = MemoryTable()
    table = InterleavedTable(stored)
    for number in range(there):
        assert create(stored, f"old{number}")
    for number in range(min(expired, there)):  # gone by themselves: nobody subtracts them
        stored.delete(Key("org#THING", f"old{number}"))
    if not is_counted:  # made before there was a counter
        stored.delete(COUNTER)
    names = data.draw(st.lists(st.sampled_from([f"old{n}" for n in range(3)] + ["new0"]), max_size=3))[:removals]
    highest = 0

    def choose(number):
        nonlocal highest
        highest = max(highest, things(stored))
        return data.draw(st.integers(0, number - 1))

    creations = [lambda n=n: create(table, f"new{n}") for n in range(new)]
    results = table.run([*creations, *(lambda name=name: remove(table, name) for name in names)], choose)
    assert max(highest, things(stored)) <= MAXIMUM
    counter = stored.get(COUNTER)
    if counter is not None and counter.get("is_counted"):
        assert counter["number"] >= things(stored), "a counter that is too low would let too many in"
    if not names:
        before = there - min(expired, there)
        assert sum(results) == min(new, MAXIMUM - before), "nobody is refused while there is room"


def test_what_is_gone_makes_room_whether_it_was_subtracted_or_not():
    table = MemoryTable()
    assert [create(table, name) for name in "abcd"] == [True, True, True, False]
    assert remove(table, "a")
    assert create(table, "d")
    table.delete(Key("org#THING", "b"))
    assert [create(table, name) for name in "ef"] == [True, False]


def test_another_failed_condition_is_the_writers_affair():
    table = MemoryTable()
    create(table, "a")
    with pytest.raises(TransactionFailed):
        limits.create(table, limit(table), lambda counted: table.transact([put("a", absent()), counted]), position=1)
    assert there(table.get(COUNTER))["number"] == 1
