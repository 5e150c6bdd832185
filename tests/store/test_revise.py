"""`revise` on its own: what it writes, how often it tries, and what it leaves to others."""

import pytest
from bivelio_core import clock
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.store import keys
from bivelio_core.store.index.terms import Indexed, Term, facet
from bivelio_core.store.keys import Kind
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.revise import TRIES, Change, Source, by_id, revise
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION

KIND = Kind("webhook", "WH", is_business=False)
SOURCE, SHARED = Source(by_id(KIND)), Source(by_id(KIND), is_shared=True)
ITEM = {"name": "one", "version": 3, "updated_at": "2026-01-01T00:00:00Z"}


@pytest.fixture
def table():
    return MeteredTable(MemoryTable())


@pytest.fixture
def store(table):
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    store.put(KIND, "wh_a", ITEM)
    table.reset()
    return store


def renamed(item):
    return Change({**item, "name": "two"})


def test_a_change_is_one_read_and_one_put_with_the_next_version_and_time(store, table):
    with clock.frozen(clock.parse("2026-05-01T00:00:00Z")):
        item = revise(store, SOURCE, "wh_a", renamed)
    assert table.reset().operations == ["get", "put"]
    stored = store.find(KIND, "wh_a")
    assert {**stored, "_q": None} == {**item, "_q": None}
    assert (item["name"], item["version"], item["updated_at"]) == ("two", 4, "2026-05-01T00:00:00Z")


@pytest.mark.parametrize("decide", [lambda _: None, lambda item: Change({**item, "name": "one"})])
def test_what_the_item_has_already_is_not_written_and_needs_no_version(store, table, decide):
    assert revise(store, SOURCE, "wh_a", decide, version=1)["version"] == 3
    assert table.reset().operations == ["get"]


def test_another_version_is_refused_with_the_latest(store):
    with pytest.raises(Conflict) as refusal:
        revise(store, SOURCE, "wh_a", renamed, version=2)
    assert refusal.value.details == {"reason": "version", "version": 3}
    assert store.find(KIND, "wh_a")["name"] == "one"


@pytest.mark.parametrize("is_alone", [True, False])
def test_what_others_change_without_a_version_stays(store, is_alone):
    def decide(item):
        store.update(KIND, "wh_a", Update(add={"failures": 1}))
        return Change({**item, "name": "two"}, [] if is_alone else [store.put_write(KIND, "b", {})])

    revise(store, SHARED, "wh_a", decide)
    item = store.find(KIND, "wh_a")
    assert (item["name"], item["failures"], item["version"]) == ("two", 1, 4)


def test_what_must_not_change_meanwhile_is_decided_again(store):
    statuses = []

    def decide(item):
        statuses.append(item.get("status"))
        if len(statuses) == 1:
            store.update(KIND, "wh_a", Update(set={"status": "off"}))
        return renamed(item)

    revise(store, SHARED._replace(unchanged=("status",)), "wh_a", decide)
    assert statuses == [None, "off"]


def test_who_is_never_first_is_told_so_after_the_stated_tries(store):
    seen = []

    def decide(item):
        seen.append(item["version"])
        store.update(KIND, "wh_a", Update(add={"version": 1}))
        return renamed(item)

    with pytest.raises(ChangedMeanwhile):
        revise(store, SOURCE, "wh_a", decide)
    assert seen == list(range(3, 3 + TRIES))


def test_lists_are_told_before_an_item_with_other_terms_is_written(store, table):
    listed = Source(by_id(keys.CONTACT), lambda: indexed)
    kind_of_contact = facet("type")
    indexed = Indexed(keys.CONTACT, lambda item: {Term(kind_of_contact, item["type"])}, (kind_of_contact,))
    store.put(keys.CONTACT, keys.sequence_sk(1), {"id": "ct_a", "random": "abcde", "version": 1, "type": "person"})
    store.put(keys.ALIAS, "ct_a", {"kind": keys.CONTACT.partition, "target": keys.sequence_sk(1)})
    table.reset()
    revise(store, listed, "ct_a", lambda item: Change({**item, "type": "company"}))
    assert table.reset().operations == ["get", "get", "put", "put"]
    revise(store, listed, "ct_a", lambda item: Change({**item, "name": "no term"}))
    assert table.reset().operations == ["get", "get", "put"]
