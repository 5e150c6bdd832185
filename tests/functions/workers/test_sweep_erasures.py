"""sweep_erasures begins the erasures of contacts that have been archived for as long as their organisation wants."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import audit, clients, clock
from bivelio_core.contacts import retention
from bivelio_core.erasure import erasures
from bivelio_core.erasure.erasures import Subject
from bivelio_core.requests import settings
from bivelio_core.store import keys
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, load
from tests.erasure.killed import erase_under_kills
from tests.refusing import refusing
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
NOW = datetime(2026, 4, 7, 12, 30, 0, tzinfo=UTC)
LIVE = Tenant(ORGANISATION, "live")


@pytest.fixture(autouse=True)
def _stopped():
    with clock.frozen(NOW):
        yield


def keep_for(days, organisation=ORGANISATION):
    """What `/organisation/update` writes."""
    wanted = settings.RequestSettings(archived_contacts_days=days)
    the_table().transact([wanted.write(organisation)])


def contact(name="Maria", archived_days_ago=None, **caller):
    sent = {"type": "person", "name": name, "email": f"{name.lower()}@exemple.cat"}
    public = call("contacts.create", sent, caller=caller).data["id"]
    if archived_days_ago is not None:
        with clock.frozen(NOW - timedelta(days=archived_days_ago)):
            assert call("contacts.archive", {"id": public}, caller=caller).status == 200
    return public


def sweep(after=timedelta(0)):
    with clock.frozen(NOW + after):
        return load("workers/sweep_erasures").handler({}, None)


def is_begun(public, organisation=ORGANISATION):
    return erasures.find(the_table(), Subject(Tenant(organisation, "live"), public)) is not None


def stored(public):
    return TenantStore(the_table(), LIVE).find(keys.CONTACT, public)


def audited():
    entries = audit.newest(the_table(), ORGANISATION, 100)
    return [each for each in entries if each["action"] == "contact.erasure_requested"]


def test_those_whose_time_is_over_are_erased_and_no_others():
    old, young, active = contact("Maria", 31), contact("Joan", 29), contact("Pere")
    keep_for(30)
    assert sweep()["contacts"] == 1
    assert [is_begun(each) for each in (old, young, active)] == [True, False, False]
    (message,) = received("erasures")
    assert Subject(LIVE, old).key == (message["partition"], message["part"])
    key = Subject(LIVE, old).key
    (entry,) = audited()
    assert (entry["actor_kind"], entry["actor"], entry["details"]["environment"]) == ("system", "retention", "live")
    assert entry["details"]["erasure"] == (the_table().get(key) or {})["id"]
    erase_under_kills(key, 0)
    assert call("contacts.get", {"id": old}).status == 404
    assert call("contacts.get", {"id": young}).status == 200


def test_a_young_one_follows_when_its_time_is_over():
    young = contact("Joan", 29)
    keep_for(30)
    assert sweep()["contacts"] == sweep(timedelta(hours=23))["contacts"] == 0
    assert sweep(timedelta(hours=25))["contacts"] == 1
    assert is_begun(young)


def test_without_a_time_nothing_is_erased_and_nobody_looks():
    old, foreign = contact("Maria", 4_000), contact("Joan", 4_000, organisation=OTHER_ORGANISATION)
    assert sweep()["contacts"] == 0
    keep_for(30)
    keep_for(None)
    assert list(retention.due(the_table())) == []
    keep_for(30, OTHER_ORGANISATION)
    assert sweep()["contacts"] == 1
    assert is_begun(foreign, OTHER_ORGANISATION)
    assert not is_begun(old)


def test_so_many_at_a_time_until_all_have_begun():
    contacts = [contact(f"Maria{number}", 40) for number in range(retention.AT_ONCE + 3)]
    keep_for(30)
    assert [sweep()["contacts"] for _ in range(2)] == [retention.AT_ONCE, 0]
    assert sweep(retention.NEXT_TURN)["contacts"] == 3
    assert all(map(is_begun, contacts))
    assert len(audited()) == len(contacts)


@pytest.mark.parametrize("deaths", range(1, 16))
def test_a_sweeper_that_dies_before_any_of_its_calls_leaves_each_begun_once(deaths):
    contacts = [contact(name, 40) for name in ("Maria", "Joan")]
    keep_for(30)
    left = [deaths]

    def decide(_operation):
        left[0] -= 1
        return (400, "ValidationException") if left[0] == 0 else None

    with refusing(clients.client("dynamodb"), decide):
        try:
            sweep()
        except Exception:  # noqa: BLE001 - whatever it dies of
            left[0] = 0
    sweep()
    sweep(retention.NEXT_DAY)
    assert all(map(is_begun, contacts))
    assert len(audited()) == len(contacts)
    assert all("GSI1PK" not in stored(each) for each in contacts)


def test_one_that_was_restored_meanwhile_stays():
    restored, moved = contact("Maria", 40), contact("Joan", 40)
    keep_for(30)
    store = TenantStore(the_table(), LIVE)
    store.update(keys.CONTACT, stored(restored)["SK"], Update(remove=("archived_at",)))
    store.update(keys.CONTACT, stored(moved)["SK"], Update(remove=("archived_at", "GSI1PK", "GSI1SK")))
    assert sweep()["contacts"] == 0
    assert not is_begun(restored)
    assert "GSI1PK" not in stored(restored)
    assert call("contacts.get", {"id": restored}).data["name"] == "Maria"


def test_one_that_is_restored_between_reading_and_beginning_stays(monkeypatch):
    public = contact("Maria", 40)
    keep_for(30)
    store, of_contact = TenantStore(the_table(), LIVE), erasures.of_contact

    def meanwhile(subject, sk):
        store.update(keys.CONTACT, sk, Update(remove=("archived_at",)))
        return of_contact(subject, sk)

    monkeypatch.setattr(erasures, "of_contact", meanwhile)
    assert sweep()["contacts"] == 0
    assert not is_begun(public)
    assert audited() == []


def test_one_whose_erasure_somebody_asked_for_is_not_begun_again():
    public = contact("Maria", 40)
    call("contacts.erase", {"id": public})
    keep_for(30)
    assert sweep()["contacts"] == 0
    assert len(audited()) == 1
    assert "GSI1PK" not in stored(public)


def test_those_of_the_sandbox_have_no_mark():
    public = contact("Maria", 0, environment="sandbox")
    item = TenantStore(the_table(), Tenant.at(ORGANISATION, "sandbox")).find(keys.CONTACT, public)
    assert "archived_at" in item
    assert "GSI1PK" not in item


def test_a_trial_of_the_sweeper_begins_nothing():
    public = contact("Maria", 40)
    keep_for(30)
    load("workers/sweep_erasures").handler({"detail": {"seconds": 0}}, None)
    assert not is_begun(public)
