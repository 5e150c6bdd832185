"""The adapters of the Table port keep the same promises, by either client and against any server."""

import os
from contextlib import ExitStack

import pytest
from bivelio_core import clients, clock
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.statements import statement
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
from moto import mock_aws

from tests.aws.served import client_of, close_all, moto_server
from tests.store import servers
from tests.table_definition import DEFINITION, create_table

ADAPTERS = (
    "memory",
    "boto3 to moto",
    "own to moto",
    "own to moto behind a socket",
    "boto3 to the emulator",
    "own to the emulator",
    "boto3 to dynalite",
    "own to dynalite",
)
UNKNOWN_TO_DYNALITE = {
    "test_a_failed_condition_writes_nothing_and_tells_what_is_stored": "what is stored is not told",
    "test_many_puts_are_written_each_under_its_own_condition": "no statements",
    "test_counts_are_added_to_what_is_there_or_begin": "no statements",
    "test_counts_begin_again_where_an_expired_item_is_left": "no statements",
    "test_a_transaction_writes_all_or_nothing": "no transactions",
}


@pytest.fixture(scope="module")
def emulator():
    """The port of an emulator for all tests here."""
    with servers.emulator() as port:
        yield port


@pytest.fixture(scope="module")
def dynalite():
    """The port of a dynalite for all tests here. Skips them when there is none."""
    with servers.dynalite() as port:
        yield port


@pytest.fixture(params=ADAPTERS)
def table(request):
    client, _, server = request.param.partition(" to ")
    if server == "dynalite" and (gap := UNKNOWN_TO_DYNALITE.get(request.function.__name__)):
        pytest.skip(f"dynalite has {gap}" if gap.startswith("no ") else f"of dynalite, {gap}")
    if client == "memory":
        yield MemoryTable()
    elif server.startswith("moto"):
        with mock_aws(), ExitStack() as stack:
            made = create_table()
            if client == "boto3":
                made = clients.of_boto3("dynamodb")
            if server.endswith("socket"):
                made = client_of(stack.enter_context(moto_server()))
            yield DynamoTable(made, os.environ["TABLE_NAME"])
    else:
        port, name = request.getfixturevalue(server.removeprefix("the ")), f"table-{os.urandom(6).hex()}"
        theirs = servers.theirs(port)
        theirs.create_table(TableName=name, **DEFINITION)
        theirs.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
        yield DynamoTable(client_of(port) if client == "own" else theirs, name)
    close_all()


ITEM = {
    "PK": "a",
    "SK": "1",
    "text": "ç€",
    "count": 3,
    "price": 0.1,
    "flag": True,
    "nothing": None,
    "raw": b"\x00\xff",
    "list": [1, "x", {"deep": []}],
    "set": {"p", "q"},
}


def test_an_item_comes_back_as_it_was_put(table):
    table.put(ITEM)
    assert table.get(Key("a", "1")) == ITEM
    assert table.get(Key("a", "2")) is None
    assert table.get_many([Key("a", "1"), Key("a", "1"), Key("b", "1")]) == {Key("a", "1"): ITEM}


def test_a_failed_condition_writes_nothing_and_tells_what_is_stored(table):
    table.put(ITEM)
    with pytest.raises(ConditionFailed) as failure:
        table.put({**ITEM, "count": 9}, absent())
    assert failure.value.item == ITEM
    with pytest.raises(ConditionFailed) as failure:
        table.delete(Key("x", "x"), present())
    assert failure.value.item is None


def test_an_update_counts_defaults_sets_and_removes(table):
    first = table.update(Key("u", "1"), Update(set={"a": 1}, add={"n": 2}, default={"d": "x"}))
    second = table.update(Key("u", "1"), Update(add={"n": 3}, default={"d": "y"}, remove=["a"]))
    assert first == {"PK": "u", "SK": "1", "a": 1, "n": 2, "d": "x"}
    assert second == {"PK": "u", "SK": "1", "n": 5, "d": "x"}


def test_conditions_compare_as_dynamodb_does(table):
    table.put(ITEM)
    key = Key("a", "1")
    holding = [equals("count", 3), compare("count", "<", 4), compare("missing", "<>", 1), present("text")]
    failing = [equals("missing", 1), compare("count", ">", 3), absent("text")]
    for condition in [*holding, all_of(*holding), any_of(failing[0], holding[0])]:
        table.update(key, Update(set={"touched": True}), condition)
    for condition in [*failing, all_of(holding[0], failing[0]), any_of(*failing)]:
        with pytest.raises(ConditionFailed):
            table.update(key, Update(set={"touched": False}), condition)
    assert table.get(key)["touched"] is True


def test_a_query_walks_one_partition_in_order(table):
    table.put_many([{"PK": "q", "SK": f"{n:02d}"} for n in (5, 1, 3, 30, 2)] + [{"PK": "r", "SK": "01"}])

    def sort_keys(**how):
        return [item["SK"] for item in table.query("q", **how)]

    assert sort_keys() == ["01", "02", "03", "05", "30"]
    assert sort_keys(descending=True, limit=2) == ["30", "05"]
    assert sort_keys(low="02", high="05") == ["02", "03", "05"]
    assert sort_keys(prefix="0", descending=True) == ["05", "03", "02", "01"]
    assert sort_keys(low="04") == ["05", "30"]
    assert sort_keys(high="02") == ["01", "02"]


def test_many_items_are_written_and_read_beyond_the_size_of_one_call(table):
    items = [{"PK": "m", "SK": f"{n:04d}", "n": n} for n in range(230)]
    table.put_many(items)
    assert len(table.get_many([Key("m", f"{n:04d}") for n in range(240)])) == 230
    assert table.query("m") == items


def test_many_puts_are_written_each_under_its_own_condition(table):
    fresh = [Put({"PK": "e", "SK": f"{n:03d}", "open": n, "v": 1}, absent()) for n in range(60)]
    assert table.put_each(fresh) == [True] * 60
    assert table.put_each([]) == []
    assert table.put_each(fresh[:2]) == [False, False]
    second = [Put({"PK": "e", "SK": f"{n:03d}", "open": -n, "v": 2}, equals("v", 1)) for n in (3, 4, 70)]
    table.put({"PK": "e", "SK": "004", "v": 7, "raw": b"kept"})
    assert table.put_each([*second, fresh[5]]) == [True, False, False, False]
    assert table.get(Key("e", "003")) == {"PK": "e", "SK": "003", "open": -3, "v": 2}
    assert table.get(Key("e", "004")) == {"PK": "e", "SK": "004", "v": 7, "raw": b"kept"}
    assert table.put_each([Put({"PK": "e", "SK": "004", "v": 8, "b": b"\x00"}, equals("v", 7))]) == [True]
    assert table.get(Key("e", "004")) == {"PK": "e", "SK": "004", "v": 8, "b": b"\x00", "raw": b"kept"}
    assert table.get(Key("e", "070")) is None
    both = all_of(equals("v", 8), equals("raw", b"kept"))
    assert table.put_each([Put({"PK": "e", "SK": "004", "v": 9}, both)]) == [True]
    assert table.put_each([Put({"PK": "e", "SK": "004", "v": 10}, both)]) == [False]


def test_counts_are_added_to_what_is_there_or_begin(table):
    day = Key("counts", "today")
    soon = int(clock.epoch()) + 1000

    def counted(stamp, **added):
        return UpdateWrite(day, Update(set={"at": stamp, "ttl": soon}, add=added))

    put = Put({"PK": "counts", "SK": "other", "v": 1}, absent())
    assert table.put_each([put, counted("1", good=2)]) == [True, True]
    assert table.put_each([put, counted("2", good=3)]) == [False, True]
    assert table.put_each([counted("3", good=1, bad=1)]) == [True]
    assert table.put_each([counted("4", bad=4)]) == [True]
    assert table.put_each([counted("5")]) == [True]
    assert table.get(day) == {"PK": "counts", "SK": "today", "at": "5", "ttl": soon, "good": 6, "bad": 5}


def test_counts_begin_again_where_an_expired_item_is_left(table):
    day, now = Key("counts", "expired"), int(clock.epoch())
    table.put({"PK": day.pk, "SK": day.sk, "good": 7, "old": True, "ttl": now - 10})
    write = UpdateWrite(day, Update(set={"ttl": now + 1000}, add={"good": 1}))
    assert table.put_each([write]) == [True]
    assert table.put_each([write]) == [True]
    assert table.get(day) == {"PK": day.pk, "SK": day.sk, "good": 2, "ttl": now + 1000}


def test_a_batch_of_puts_knows_two_conditions():
    with pytest.raises(ValueError, match="absent"):
        statement("t", Put(ITEM, present()))


def test_the_sparse_index_lists_keys_in_order(table):
    table.put({"PK": "i", "SK": "1", "GSI1PK": "g", "GSI1SK": "b"})
    table.put({"PK": "i", "SK": "2", "GSI1PK": "g", "GSI1SK": "a"})
    table.put({"PK": "i", "SK": "3"})
    assert table.query_index("g") == [Key("i", "2"), Key("i", "1")]
    assert table.query_index("g", low="b") == [Key("i", "1")]
    assert table.query_index("g", descending=True, limit=1) == [Key("i", "1")]


def test_a_transaction_writes_all_or_nothing(table):
    table.put(ITEM)
    writes = [
        Put({"PK": "t", "SK": "1"}, absent()),
        UpdateWrite(Key("t", "2"), Update(add={"n": 1})),
        ConditionCheck(Key("a", "1"), equals("count", 3)),
    ]
    table.transact(writes)
    with pytest.raises(TransactionFailed) as failure:
        table.transact([*writes, Delete(Key("t", "3"))])
    assert failure.value.items == {0: {"PK": "t", "SK": "1"}}
    assert table.get(Key("t", "2"))["n"] == 1
    assert table.get(Key("a", "1")) == ITEM
