"""What comes back of an organisation, through the real endpoints and the real consumers of the stream."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.credits.plans import BALANCE_SK
from bivelio_core.invoices.numbering import State
from bivelio_core.invoices.series import STATE_SK
from bivelio_core.store import connect, keys
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, load
from tests.functions.contacts.test_custom_fields_indexed import serve
from tests.restoring import world
from tests.restoring.world import Fragile
from tools.restoring.whole import RefusedRestoration, restored

LIVE = Tenant(ORGANISATION, "live")
ACME = {"type": "company", "name": "Acme"}


def store() -> TenantStore:
    return TenantStore(connect.table(), LIVE)


def item(kind, sk, *rest):
    """An item that is there."""
    return existing(store().get(kind, sk, *rest))


@pytest.fixture(autouse=True)
def organisations(table):
    """The organisation's own items, and those of another."""
    world.put([*world.organisation(ORGANISATION), *world.organisation(OTHER_ORGANISATION)])


@pytest.fixture
def bring_back(tmp_path):
    """Restore from a copy; returns what was written, as records of the stream."""

    def back(copy, **options):
        fragile = Fragile(world.client())
        request = world.request(copy, tmp_path / f"journal-{len(list(tmp_path.iterdir()))}", fragile=fragile, **options)
        assert restored(request, world.bucket(), lambda _line: None) == {}
        return fragile.records

    return back


def suspended():
    key = keys.suspension(ORGANISATION)
    world.put([{"PK": key.pk, "SK": key.sk, "at": world.AT}])


def lost(kind, *sks):
    connect.table().delete_many([store().key(kind, sk) for sk in sks])


def told(records):
    """Hand changes to both consumers of the stream; returns the types of the events."""
    for name in ("index_changes", "publish_events"):
        assert load(f"workers/{name}").handler({"Records": records}) == {"batchItemFailures": []}
    return [event["type"] for event in store().query(keys.EVENT)]


def contacts():
    return {each["SK"]: each for each in store().query(keys.CONTACT)}


def test_a_lost_contact_is_back_in_the_lists_and_nobody_is_told_of_it_again(bring_back):
    contact = call("contacts.create", ACME).data["id"]
    (created,) = world.of(world.scanned(), "#live#CT").values()
    assert told([world.record(None, created, 1)]) == ["contact.created"]
    copy = world.copy_of_now()
    lost(keys.CONTACT, *contacts())
    told([world.record(created, None, 2)])
    assert call("contacts.list").data["contacts"] == []
    records = bring_back(copy)
    assert told(records) == ["contact.created"]
    assert [each["id"] for each in call("contacts.list").data["contacts"]] == [contact]


def test_changes_made_since_stay_where_only_what_is_missing_comes_back(bring_back):
    kept, gone = (call("contacts.create", ACME).data["id"] for _ in range(2))
    copy = world.copy_of_now()
    call("contacts.update", {"id": kept, "name": "Acme & Sons"})
    later = call("contacts.create", {"type": "person", "name": "Later"}).data["id"]
    lost(keys.CONTACT, sorted(contacts())[1])
    bring_back(copy)
    assert call("contacts.get", {"id": kept}).data["name"] == "Acme & Sons"
    assert call("contacts.get", {"id": gone}).data["name"] == "Acme"
    assert call("contacts.get", {"id": later}).data["name"] == "Later"


def test_as_it_was_undoes_changes_and_removes_what_came_since(bring_back):
    contact = call("contacts.create", ACME).data["id"]
    copy = world.copy_of_now()
    changed = call("contacts.update", {"id": contact, "name": "Damaged"}).data["version"]
    later = call("contacts.create", {"type": "person", "name": "Later"}).data["id"]
    suspended()
    records = bring_back(copy, mode="as_it_was")
    shown = call("contacts.get", {"id": contact}).data
    assert (shown["name"], shown["version"]) == ("Acme", changed + 1), "a version that nobody has seen"
    assert call("contacts.get", {"id": later}).status == 404
    assert all(Change(each).is_restoring for each in records)
    assert told(records) == []
    assert [each["id"] for each in call("contacts.list").data["contacts"]] == [contact]


@pytest.mark.parametrize("mode", ["missing", "as_it_was"])
def test_sums_of_deals_are_those_of_the_deals_that_there_are_then(bring_back, mode):
    def sums():
        return [(each["count"], each["amounts"][0]["amount"]) for each in call("deals.list").data["stages"]]

    deal = call("deals.create", {"title": "Web", "amount": 100}).data["id"]
    copy = world.copy_of_now()
    lost(keys.DEAL, keys.sequence_sk(1))
    call("deals.create", {"title": "Botiga", "amount": 7})
    suspended()
    bring_back(copy, **({"mode": mode} if mode == "as_it_was" else {}))
    assert call("deals.get", {"id": deal}).data["amount"] == 100
    assert sums() == [(1, 100) if mode == "as_it_was" else (2, 107)]
    call("deals.move", {"id": deal, "stage_id": "won"})
    assert sums()[-1] == (1, 100)


def test_as_it_was_is_refused_while_people_can_write(bring_back):
    copy = world.copy_of_now()
    with pytest.raises(RefusedRestoration, match="suspend_organisation"):
        bring_back(copy, mode="as_it_was")


def test_what_is_changed_after_it_came_back_is_told_as_always(bring_back):
    contact = call("contacts.create", ACME).data["id"]
    copy = world.copy_of_now()
    lost(keys.CONTACT, *contacts())
    bring_back(copy)
    before = world.of(world.scanned(), "#live#CT")
    call("contacts.update", {"id": contact, "name": "Acme & Sons"})
    after = world.of(world.scanned(), "#live#CT")
    assert told([world.record(before[key], after[key], 1) for key in before]) == ["contact.updated"]


def test_numbers_are_not_given_again(bring_back):
    """Neither those of the copy nor those of what has been made since, though the counter was lost."""
    call("contacts.create", ACME)
    copy = world.copy_of_now()
    last = call("contacts.create", ACME).data["id"]
    counter = store().key(keys.index_of(keys.CONTACT), keys.SEQUENCE_SK, keys.CONTACT.partition)
    connect.table().delete_many([counter, store().key(keys.CONTACT, min(contacts()))])
    bring_back(copy)
    assert call("contacts.create", ACME).data["id"][:10] > last[:10]


def test_a_series_goes_on_after_the_last_number_that_an_invoice_has(bring_back):
    def state(**about):
        numbers = {**State()._asdict(), "free": [], "series": "FAC", "year": 2026, **about}
        return world.stored(ORGANISATION, keys.INVOICE_NUMBER, STATE_SK, numbers, "FAC", "2026")

    def number(value, *, final=True):
        about = {"invoice": keys.sequence_sk(value), "final": final}
        return world.stored(ORGANISATION, keys.INVOICE_NUMBER, f"{value:08d}", about, "FAC", "2026")

    named = world.stored(ORGANISATION, keys.INVOICE_NUMBER, "FAC#2026", {"series": "FAC", "year": 2026})
    world.put([named, state(issued=1, last=1, version=2), number(1)])
    copy = world.copy_of_now()
    world.put([state(issued=3, last=3, version=6), number(2), number(3)])
    connect.table().delete(store().key(keys.INVOICE_NUMBER, STATE_SK, "FAC", "2026"))
    bring_back(copy)
    restored_state = item(keys.INVOICE_NUMBER, STATE_SK, "FAC", "2026")
    assert (restored_state["issued"], restored_state["last"]) == (3, 3)


def test_a_draft_whose_number_another_invoice_has_does_not_come_back(bring_back):
    draft = {"status": "draft", "type": "issued", "n": 1, "series": "FAC", "year": 2026, "random": "0", "version": 1}
    sk, other = keys.sequence_sk(1), keys.sequence_sk(2)

    def number(invoice):
        about = {"invoice": invoice, "final": False}
        return world.stored(ORGANISATION, keys.INVOICE_NUMBER, "00000001", about, "FAC", "2026")

    state = {**State()._asdict(), "free": [], "last": 1, "version": 1}
    world.put(
        [
            world.stored(ORGANISATION, keys.INVOICE, sk, draft),
            world.stored(ORGANISATION, keys.INVOICE_CONTENT, sk, {"lines_net": "1"}),
            world.stored(ORGANISATION, keys.INVOICE_NUMBER, STATE_SK, state, "FAC", "2026"),
            number(sk),
        ]
    )
    copy = world.copy_of_now()
    lost(keys.INVOICE, sk)
    lost(keys.INVOICE_CONTENT, sk)
    world.put([world.stored(ORGANISATION, keys.INVOICE, other, draft), number(other)])
    bring_back(copy)
    assert store().get(keys.INVOICE, sk) is None
    assert store().get(keys.INVOICE_CONTENT, sk) is None


def test_a_run_that_was_under_way_has_failed_and_does_nothing_by_itself(bring_back):
    run = {
        "status": "running",
        "number": 1,
        "version": 3,
        "current": "pay",
        "gate": "g",
        "place": True,
        "GSI1PK": "WFI#WATCHED#1",
        "GSI1SK": "2026",
        "workflow_id": "wf_1",
        "random": "0",
    }
    world.put([world.stored(ORGANISATION, keys.INSTANCE, keys.sequence_sk(1), run)])
    copy = world.copy_of_now()
    lost(keys.INSTANCE, keys.sequence_sk(1))
    bring_back(copy)
    instance = item(keys.INSTANCE, keys.sequence_sk(1))
    assert (instance["status"], instance["failed_step"]) == ("failed", "pay")
    assert not {"GSI1PK", "gate", "place"} & instance.keys()


def test_money_does_not_come_back(bring_back):
    call("credits.balance")
    copy = world.copy_of_now()
    spent = {**item(keys.CREDIT_BALANCE, BALANCE_SK), "monthly": 7}
    world.put([spent])
    suspended()
    bring_back(copy, mode="as_it_was")
    assert item(keys.CREDIT_BALANCE, BALANCE_SK)["monthly"] == 7


def test_a_lost_balance_goes_on_from_the_newest_entry_of_the_ledger(bring_back):
    call("credits.balance")
    copy = world.copy_of_now()
    balance = item(keys.CREDIT_BALANCE, BALANCE_SK)
    number = keys.sequence_sk(balance["last"] + 1)
    entry = {"kind": "reserve", "credits": -100, "balance_after": balance["monthly"] - 100, "at": world.AT}
    world.put([world.stored(ORGANISATION, keys.CREDIT_ENTRY, number, {**entry, "random": "0"})])
    lost(keys.CREDIT_BALANCE, BALANCE_SK)
    bring_back(copy)
    assert call("credits.balance").data["balance"] == balance["monthly"] - 100


def test_a_key_that_was_revoked_stays_revoked_unless_access_is_asked_for(bring_back):
    copy = world.copy_of_now()
    key = keys.api_key(f"digest{ORGANISATION}")
    connect.table().delete_many([key, keys.organisation_member(ORGANISATION, f"usr_{ORGANISATION}")])
    bring_back(copy)
    assert connect.table().get(key) is None
    bring_back(copy, with_access=True)
    assert existing(connect.table().get(key))["organisation"] == ORGANISATION


def test_what_has_expired_since_does_not_come_back(bring_back):
    yesterday = int((datetime.now(UTC) - timedelta(days=1)).timestamp())
    world.put([world.stored(ORGANISATION, keys.EFFECT, "e", {"ttl": yesterday})])
    copy = world.copy_of_now()
    connect.table().delete(store().key(keys.EFFECT, "e"))
    bring_back(copy)
    assert (store().key(keys.EFFECT, "e").pk, "e") not in world.scanned()


def test_limits_are_counted_anew(bring_back):
    world.put([world.stored(ORGANISATION, keys.LIMIT, "webhooks", {"number": 0, "changes": 9, "is_counted": True})])
    bring_back(world.copy_of_now())
    assert store().get(keys.LIMIT, "webhooks") is None


def test_filters_by_a_declared_field_are_right_after_its_values_and_its_definition_came_back(bring_back):
    begin = clock.real_now()
    with clock.frozen(begin):
        call("contacts.fields_define", {"name": "saldo", "type": "currency", "indexed": True})
    with clock.frozen(serve(begin)):
        contact = call("contacts.create", {**ACME, "custom_fields": {"saldo": 10}}).data["id"]
        created = only_contact()
        told([world.record(None, created, 1)])
        copy = world.copy_of_now()
        call("contacts.update", {"id": contact, "custom_fields": {"saldo": 99}})
        told([world.record(created, only_contact(), 2)])
        assert [with_saldo(10), with_saldo(99)] == [[], [contact]]
        lost(keys.CONTACT_FIELD, *(each["SK"] for each in store().query(keys.CONTACT_FIELD)))
        suspended()
        told(bring_back(copy, mode="as_it_was"))
        assert [with_saldo(10), with_saldo(99)] == [[contact], []]


def with_saldo(value):
    """The contacts that a list has by the value of a declared field."""
    conditions = {"field": "custom_fields.saldo", "equals": value}
    return [each["id"] for each in call("contacts.list", {"filter": conditions}).data["contacts"]]


def only_contact():
    """The item of the only contact, as the stream has it."""
    (contact,) = (each for (pk, _), each in world.scanned().items() if pk.endswith("#live#CT"))
    return contact
