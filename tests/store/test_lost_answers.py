"""A write whose answer was lost is sent again, has one effect, and is reported as successful."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core import clients
from bivelio_core.entrypoints import rate_limit
from bivelio_core.identity import attempts
from bivelio_core.store import connect
from bivelio_core.store.codec import WRITE_MARK, Item
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.table import ConditionFailed, Table, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import (
    ConditionCheck,
    Delete,
    Key,
    Put,
    Update,
    UpdateWrite,
    absent,
    all_of,
    compare,
    equals,
    present,
)
from bivelio_core.tenancy import Tenant

from tests.api import call
from tests.lossy import losing_the_first_answer
from tests.there import there

KEY, OTHER = Key("a", "1"), Key("a", "2")
STORED = {"PK": "a", "SK": "1", "version": 1, "n": 5, "status": "open"}
NEXT = {**STORED, "version": 2}
FRESH = {"PK": "a", "SK": "2", "version": 1}
IS_FIRST = equals("version", 1)


WRITES: dict[str, tuple[Callable[[Table], Any], dict[Key, Item | None]]] = {
    "put where nothing was": (lambda table: table.put(FRESH, absent()), {OTHER: FRESH}),
    "put of the next version": (lambda table: table.put(NEXT, IS_FIRST), {KEY: NEXT}),
    "put without condition": (lambda table: table.put(FRESH), {OTHER: FRESH}),
    "update of the next version": (
        lambda table: table.update(KEY, Update(set={"version": 2}), IS_FIRST),
        {KEY: NEXT},
    ),
    "update that ends a state": (
        lambda table: table.update(KEY, Update(set={"status": "done"}, remove=["n"]), equals("status", "open")),
        {KEY: {"PK": "a", "SK": "1", "version": 1, "status": "done"}},
    ),
    "count": (lambda table: table.update(KEY, Update(add={"n": 1})), {KEY: {**STORED, "n": 6}}),
    "count below a limit": (
        lambda table: table.update(KEY, Update(add={"n": 1}), compare("n", "<", 100)),
        {KEY: {**STORED, "n": 6}},
    ),
    "count on a new item": (
        lambda table: table.update(OTHER, Update(add={"n": 1}, default={"version": 1}), absent()),
        {OTHER: {**FRESH, "n": 1}},
    ),
    "update without condition": (lambda table: table.update(KEY, Update(set={"version": 2})), {KEY: NEXT}),
    "delete of this version": (lambda table: table.delete(KEY, all_of(present(), IS_FIRST)), {KEY: None}),
    "delete without condition": (lambda table: table.delete(KEY), {KEY: None}),
    "transaction": (
        lambda table: table.transact([Put(FRESH, absent()), UpdateWrite(KEY, Update(add={"n": 1}), IS_FIRST)]),
        {KEY: {**STORED, "n": 6}, OTHER: FRESH},
    ),
    "transaction that deletes and checks": (
        lambda table: table.transact([Delete(KEY, IS_FIRST), ConditionCheck(OTHER, absent())]),
        {KEY: None},
    ),
    "many puts": (lambda table: table.put_many([FRESH, NEXT]), {KEY: NEXT, OTHER: FRESH}),
    "many deletes": (lambda table: table.delete_many([KEY, OTHER]), {KEY: None, OTHER: None}),
}


PLAIN = ("put without condition", "count", "update without condition", "delete without condition")


@pytest.fixture
def stored(table):
    table.put(STORED)
    return table


@pytest.mark.parametrize("kind", WRITES)
def test_a_write_is_carried_out_once_and_told_as_a_success(stored, kind):
    write, after = WRITES[kind]
    with losing_the_first_answer(stored._client) as network:
        answer = write(stored)
    assert list(network.sent.values()) == [2], "it was sent twice"
    found = {key: stored.get(key) for key in after}
    assert found == after
    if answer is not None:
        assert answer in after.values(), "an update answers the item as it is now"


@pytest.mark.parametrize("kind", [kind for kind in WRITES if kind.split()[0] != "many" and kind not in PLAIN])
def test_a_condition_that_never_held_is_still_refused(table, kind):
    """The same writes on a table where somebody else was before, answers lost all the same."""
    write, _ = WRITES[kind]
    table.put({**STORED, "version": 7, "n": 100, "status": "closed"})
    table.put({**FRESH, "n": 0, "version": 7})
    with losing_the_first_answer(table._client), pytest.raises((ConditionFailed, TransactionFailed)) as refusal:
        write(table)
    if isinstance(refusal.value, ConditionFailed):
        assert there(refusal.value.item)["version"] == 7
    assert (table.get(KEY)["version"], table.get(OTHER)["version"]) == (7, 7)


def test_somebody_elses_plain_update_in_between_does_not_hide_ours(stored):
    def between():
        DynamoTable(clients.client("dynamodb"), stored.name).update(KEY, Update(set={"seen": True}))

    with losing_the_first_answer(stored._client, between):
        after = stored.update(KEY, Update(set={"version": 2}), IS_FIRST)
    assert after == {**NEXT, "seen": True}


def test_somebody_elses_conditional_write_in_between_makes_it_a_refusal(stored):
    """The limit of the mechanism (ADR 12): never a success that was none, in the rarest case a refusal too many."""

    def between():
        stored.put({**STORED, "version": 3}, equals("version", 2))

    with losing_the_first_answer(stored._client, between), pytest.raises(ConditionFailed) as refusal:
        stored.put(NEXT, IS_FIRST)
    assert there(refusal.value.item)["version"] == 3


def test_nobody_sees_the_token(stored):
    stored.put(NEXT, IS_FIRST)
    raw = stored._client.get_item(TableName=stored.name, Key={"PK": {"S": "a"}, "SK": {"S": "1"}})["Item"]
    assert len(raw[WRITE_MARK]["B"]) == 9
    assert stored.get(KEY) == NEXT
    assert stored.get_many([KEY]) == {KEY: NEXT}
    assert stored.query("a") == [NEXT]
    assert WRITE_MARK not in stored.update(KEY, Update(set={"n": 6}), equals("version", 2))
    with pytest.raises(ConditionFailed) as refusal:
        stored.put(NEXT, absent())
    assert refusal.value.item == {**NEXT, "n": 6}
    with pytest.raises(TransactionFailed) as cancelled:
        stored.transact([Put(NEXT, absent())])
    assert cancelled.value.items == {0: {**NEXT, "n": 6}}


def test_a_plain_write_costs_no_token(table):
    table.put(STORED)
    table.update(KEY, Update(set={"version": 2}))
    raw = table._client.get_item(TableName=table.name, Key={"PK": {"S": "a"}, "SK": {"S": "1"}})["Item"]
    assert WRITE_MARK not in raw


def test_every_try_of_a_transaction_bears_one_token():
    """Also after `TransactionInProgress`, when the lost first try may yet go through: a new token would be a second."""
    cancelled, in_progress = type("Cancelled", (Exception,), {}), type("InProgress", (Exception,), {})
    conflict = cancelled()
    conflict.response = {"CancellationReasons": [{"Code": "TransactionConflict"}]}
    outcomes, tokens = [in_progress(), conflict, None, None], []

    def transact_write_items(**request):
        tokens.append(request["ClientRequestToken"])
        if outcome := outcomes.pop(0):
            raise outcome

    exceptions = SimpleNamespace(TransactionCanceledException=cancelled, TransactionInProgressException=in_progress)
    table = DynamoTable(SimpleNamespace(exceptions=exceptions, transact_write_items=transact_write_items), "t")
    for _ in range(2):
        table.transact([Put(FRESH, absent())])
    assert tokens[:3] == [tokens[0]] * 3
    assert tokens[3] != tokens[0]
    assert len(tokens[0]) <= 36, "DynamoDB takes no longer one"


def test_an_update_of_a_contact_is_no_conflict_with_itself(table):
    made = call("contacts.create", {"type": "person", "name": "Maria"}).data
    with losing_the_first_answer(table._client) as network:
        answer = call("contacts.update", {"id": made["id"], "version": made["version"], "name": "Maria Puig"})
    sent = (network.sent["UpdateItem"], network.sent["PutItem"])
    assert sent == (2, 2), "the contact and what its index has to catch up with, each twice"
    assert (answer.status, answer.data["name"], answer.data["version"]) == (200, "Maria Puig", made["version"] + 1)


def test_an_idempotency_record_is_not_in_its_own_way(table):
    headers = {"Idempotency-Key": "once"}
    with losing_the_first_answer(table._client) as network:
        made = call("contacts.create", {"type": "person", "name": "Maria"}, headers=headers)
    assert network.sent["PutItem"] == 2
    assert made.status == 200
    again = call("contacts.create", {"type": "person", "name": "Maria"}, headers=headers)
    assert (again.status, again.headers["Idempotent-Replayed"], again.data) == (200, "true", made.data)


def test_a_request_whose_count_was_lost_is_counted_once(table):
    store = TenantStore(connect.table(), Tenant.at("org_0000000000000000", "live"))
    with losing_the_first_answer(table._client):
        assert rate_limit.count(store, rate_limit.Limits(100, 20)).remaining == 99
    assert rate_limit.count(store, rate_limit.Limits(100, 20)).remaining == 98


def test_a_sign_in_does_not_lock_itself_out(table):
    """The attempt sets the lock it is judged by: sent again, it would find the account locked."""
    key = attempts.account_key("ana@exemple.cat", "192.0.2.1")
    for _ in range(4):
        attempts.take(table, key, attempts.ACCOUNT)
    with losing_the_first_answer(table._client):
        assert attempts.take(table, key, attempts.ACCOUNT) == 5
    assert table.get(key)["n"] == 5
