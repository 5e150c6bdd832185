"""One effect for each Idempotency-Key, and what a service gets when it asks for an item by its id."""

import pytest
from bivelio_core import ids
from bivelio_core.errors import IdempotencyMismatch, ResourceForbidden, ResourceNotFound
from bivelio_core.store import keys
from bivelio_core.store.effect_marker import EffectKey, effect_target, put_once, write_once
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import present
from bivelio_core.tenancy import Tenant

ORGANISATION = "org_ex9k2m4p7q8r2s3t"
KIND = keys.WEBHOOK
KEY = EffectKey("things.create", "key-1", "fingerprint")


@pytest.fixture
def store():
    return TenantStore(MemoryTable(), Tenant.at(ORGANISATION, "live"))


def test_a_key_makes_one_item_and_answers_it_again(store):
    first = put_once(store, KEY, KIND, "a", {"n": 1})
    assert put_once(store, KEY, KIND, "b", {"n": 2}) == first == store.get(KIND, "a")
    assert [item["SK"] for item in store.query(KIND)] == ["a"]


def test_without_a_key_each_request_makes_its_item(store):
    free = EffectKey("things.create", None)
    assert [put_once(store, free, KIND, sk, {})["SK"] for sk in "ab"] == ["a", "b"]
    assert effect_target(store, free) is None


def test_a_key_belongs_to_its_operation_and_its_request(store):
    put_once(store, KEY, KIND, "a", {})
    assert put_once(store, KEY._replace(operation="things.copy"), KIND, "b", {})["SK"] == "b"
    for other in (KEY._replace(fingerprint="another"), KEY._replace(fingerprint=None)):
        with pytest.raises(IdempotencyMismatch):
            put_once(store, other, KIND, "c", {})
        with pytest.raises(IdempotencyMismatch):
            effect_target(store, other)


def test_what_a_key_made_may_be_gone(store):
    put_once(store, KEY, KIND, "a", {})
    store.delete(KIND, "a")
    with pytest.raises(ResourceNotFound):
        put_once(store, KEY, KIND, "b", {})


@pytest.mark.parametrize("key", [KEY, EffectKey("things.create", None)])
def test_a_condition_that_fails_is_named_by_its_position_and_uses_no_key(store, key):
    writes = [store.put_write(KIND, "a", {}), store.delete_write(KIND, "missing", condition=present())]
    with pytest.raises(TransactionFailed) as failure:
        write_once(store, key, "a", writes)
    assert list(failure.value.items) == [1]
    assert effect_target(store, key) is None
    assert store.query(KIND) == []


def test_an_item_is_loaded_by_its_id(store):
    own = ids.new_id("webhook", ORGANISATION)
    store.put(KIND, own, {"n": 1})
    assert store.find(KIND, own)["n"] == 1
    for absent in (ids.new_id("webhook", ORGANISATION), "wh_imported"):
        with pytest.raises(ResourceNotFound):
            store.find(KIND, absent)


def test_the_id_of_another_organisation_is_forbidden_and_not_looked_for(store):
    foreign = ids.new_id("webhook", "org_ot9k2m4p7q8r2s3t")
    store.put(KIND, foreign, {})
    with pytest.raises(ResourceForbidden):
        store.find(KIND, foreign)
