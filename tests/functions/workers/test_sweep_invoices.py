"""The sweeper of invoices keeps its promises."""

from datetime import datetime

import pytest
from bivelio_core import clock
from bivelio_core.store.keys import INVOICE
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.invoices.world import draft, issued, settled

pytestmark = pytest.mark.usefixtures("table")


def sweep(at):
    """Sweep at an instant."""
    with clock.frozen(datetime.fromisoformat(at)):
        return load("workers/sweep_invoices").handler({}, None)


def status(made):
    return call("invoices.get", {"id": made["id"]}).data["status"]


@pytest.fixture
def invoice(table):
    settled()
    return issued(due_date="2026-12-31")


def test_an_invoice_is_overdue_when_its_last_day_has_ended_in_its_organisation(invoice):
    sweep("2026-12-31T22:59:00+00:00")
    assert status(invoice) == "pending"
    assert sweep("2026-12-31T23:00:01+00:00") == {"taken_up": 1, "failed": 0}
    assert status(invoice) == "overdue"
    assert [each["id"] for each in call("invoices.list", {"status": "overdue"}).data["invoices"]] == [invoice["id"]]
    assert sweep("2027-01-01T10:00:00+00:00") == {"taken_up": 0, "failed": 0}
    assert call("invoices.mark_paid", {"id": invoice["id"]}).data["status"] == "paid"


@pytest.mark.parametrize("operation", ["mark_paid", "void", "rectify"])
def test_what_is_settled_never_becomes_overdue(invoice, operation):
    about = {} if operation == "mark_paid" else {"reason": "Error"}
    call(f"invoices.{operation}", {"id": invoice["id"], **about})
    before = status(invoice)
    sweep("2027-01-02T00:00:00+00:00")
    assert status(invoice) == before


def test_a_draft_never_becomes_overdue(table):
    made = draft(due_date="2026-12-31")
    assert sweep("2027-01-02T00:00:00+00:00") == {"taken_up": 0, "failed": 0}
    assert status(made) == "draft"


def test_a_pdf_that_a_function_died_over_is_made(invoice, table):
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "live"))
    (item,) = store.query(INVOICE)
    due = {"GSI1PK": item["GSI1PK"], "GSI1SK": "2026-01-01T00:00:00.000Z"}
    store.update(INVOICE, item["SK"], Update(set=due, remove=("pdf",)))
    assert "pdf_url" not in call("invoices.get", {"id": invoice["id"]}).data
    sweep("2026-11-30T00:00:00+00:00")
    assert "pdf_url" in call("invoices.get", {"id": invoice["id"]}).data
