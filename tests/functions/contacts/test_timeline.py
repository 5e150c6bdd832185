"""POST /v1/contacts/timeline keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.contacts.timeline import reading
from bivelio_core.contacts.timeline.models import GetTimeline
from bivelio_core.context import Actor, Context
from bivelio_core.messages import conversation
from bivelio_core.store import connect, keys
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.contacts.about import contact, note, task
from tests.opened_day import open_day

pytestmark = pytest.mark.usefixtures("table")
NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)
LIVE = Tenant.at(ORGANISATION, "live")
INVOICE = {"line_items": [{"description": "Hores", "quantity": 1, "unit_price": 10.0, "tax_rate": 21}]}


def at(minutes):
    return clock.frozen(NOON + timedelta(minutes=minutes))


def message(store, contact_id, number, channel="whatsapp"):
    """A message of the contact, as it is stored."""
    sk = store.find(keys.CONTACT, contact_id)["SK"]
    head = conversation.head(store, sk)
    slot = conversation.slot_of(sk, channel, head.counts[channel] + 1)
    about = {
        "message_id": f"msg_{channel}{number}",
        "contact_id": contact_id,
        "channel": channel,
        "direction": "inbound",
        "status": "received",
        "content": {"type": "text", "text": str(number)},
        "created_at": clock.timestamp(),
        "from": "+34600111222",
        "to": "+34600111333",
    }
    store.transact(conversation.appended(store, slot, head, about, Update()))


def filled(table):
    """A contact with a note, a done task, a message, a case, a deal, each twice, and an open task; their minutes."""
    store, company = TenantStore(table, LIVE), contact(tax_id={"number": "B12345674"})
    for minute in (0, 5):
        with at(minute):
            note(company, f"n{minute}")
        with at(minute + 1):
            made = task(f"t{minute + 1}", contact_id=company)
            call("contacts.tasks_complete", {"id": made["id"]})
        with at(minute + 2):
            message(store, company, minute + 2, "whatsapp" if minute else "email")
        with at(minute + 3):
            call("cases.create", {"title": f"c{minute + 3}", "contact_id": company})
        with at(minute + 4):
            call("deals.create", {"title": f"d{minute + 4}", "contact_id": company, "amount": 100})
    with at(20):
        task("encara no", contact_id=company)
    return company


def entries(company, limit=50, **about):
    """What each page shows: the kind and the minute of each entry."""
    before, shown = None, []
    while True:
        data = {"contact_id": company, "limit": limit, **about, **({"before": before} if before else {})}
        page = call("contacts.timeline", data).data
        assert len(page["entries"]) <= limit
        shown += [
            (each["kind"], int((clock.parse(each["at"]) - NOON).total_seconds() / 60)) for each in page["entries"]
        ]
        if (before := page["next_before"]) is None:
            return shown


ALL = [
    *[("deal", 9), ("case", 8), ("message", 7), ("task", 6), ("note", 5)],
    *[("deal", 4), ("case", 3), ("message", 2), ("task", 1), ("note", 0)],
]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 8, 50])
def test_what_has_happened_is_merged_and_each_page_goes_on_exactly(table, limit):
    company = filled(table)
    assert entries(company, limit) == ALL
    assert entries(company, limit, kinds=["note", "message"]) == [
        each for each in ALL if each[0] in ("note", "message")
    ]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_what_comes_between_two_pages_is_not_shown_on_the_later_one(table, limit):
    company = filled(table)
    first = call("contacts.timeline", {"contact_id": company, "limit": limit}).data
    with at(30):
        note(company, "nova")
        call("contacts.tasks_complete", {"id": task("nova", contact_id=company)["id"]})
        message(TenantStore(table, LIVE), company, 30, "telegram")
        call("cases.create", {"title": "nou", "contact_id": company})
        call("deals.create", {"title": "nova", "contact_id": company})
    before, shown = first["next_before"], len(first["entries"])
    kinds = [each["kind"] for each in first["entries"]]
    while before:
        page = call("contacts.timeline", {"contact_id": company, "limit": limit, "before": before}).data
        kinds += [each["kind"] for each in page["entries"]]
        before = page["next_before"]
    assert shown == limit
    assert kinds == [kind for kind, _ in ALL]


def test_entries_are_the_resources_of_their_own_lists(table):
    company = filled(table)
    shown = call("contacts.timeline", {"contact_id": company}).data["entries"]
    by_kind = {each["kind"]: each["data"] for each in shown}
    assert by_kind["note"] == call("contacts.notes_list", {"contact_id": company}).data["notes"][-1]
    assert by_kind["task"] == call("contacts.tasks_list", {"contact_id": company, "status": "done"}).data["tasks"][-1]
    name = {"contact_name": "Empresa ABC S.L."}  # lists name the contact, whose timeline it is here
    assert by_kind["case"] | name == call("cases.list", {"contact_id": company}).data["cases"][-1]
    assert by_kind["deal"] | name == call("deals.list", {"contact_id": company}).data["deals"][-1]
    assert by_kind["message"] == call("messages.list", {"contact_id": company}).data["messages"][0]


def test_invoices_are_shown_to_who_may_read_them(table):
    company = contact(
        tax_id={"number": "B12345674"},
        addresses=[{"street": "C. Gran, 1", "postal_code": "08001", "city": "Barcelona", "country": "ES"}],
    )
    invoice = call("invoices.create", {"client_id": company, **INVOICE})
    note(company)
    shown = call("contacts.timeline", {"contact_id": company, "kinds": ["invoice"]}).data
    assert [each["data"]["id"] for each in shown["entries"]] == [invoice.data["id"]]
    narrow = call("contacts.timeline", {"contact_id": company}, caller={"scopes": "contacts:read"}).data
    assert [each["kind"] for each in narrow["entries"]] == ["note"]
    assert narrow["kinds"] == ["note", "task"]


def test_a_deleted_note_is_not_shown_and_the_page_goes_on(table):
    company = filled(table)
    for _ in range(4):
        call("contacts.notes_delete", {"id": note(company)["id"]})
    assert entries(company, 1) == ALL


def test_a_contact_has_its_own_entries_alone(table):
    filled(table)
    assert entries(contact("Una altra")) == []
    assert call("contacts.timeline", {"contact_id": "ct_none"}).status == 404


@pytest.mark.parametrize("cursor", ["x", "WyJhIix7Im5vdGUiOjF9XQ", "WyJhIix7Im5vdGUiOiJ4In1d", "e30"])
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    answer = call("contacts.timeline", {"contact_id": contact(), "before": cursor})
    assert (answer.status, answer.error["details"]["field"]) == (400, "before")


def test_a_page_reads_each_source_once(table):
    """What a page costs is bounded by its length, however much has happened."""
    company = filled(table)
    for number in range(30):
        with at(40 + number):
            note(company, f"més {number}")
    metered = MeteredTable(connect.table())
    ctx = Context(LIVE, Actor("user", "usr_1"), frozenset({"admin"}), "r", "ca", TenantStore(metered, LIVE))
    reading.timeline(GetTimeline(contact_id=company, limit=10), ctx)
    queries = [each for each in metered.usage.operations if each == "query"]
    # three for each of the indexes of invoices, cases and deals, and one for each list of its own
    assert len(queries) <= 15, metered.usage.operations
    assert metered.usage.calls <= 40
    assert metered.usage.read_units <= 60


@pytest.mark.parametrize("contact_id", ["ct_abc123", "ct_def456"])
def test_the_examples_of_the_sandbox_are_told_newest_first(contact_id):
    open_day(ORGANISATION)
    sandbox = {"environment": "sandbox"}
    entries = call("contacts.timeline", {"contact_id": contact_id, "limit": 50}, caller=sandbox).data["entries"]
    times = [entry["at"] for entry in entries]
    assert len(times) > 1
    assert times == sorted(times, reverse=True)
