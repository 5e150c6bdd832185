"""Every overdue invoice is looked at, however many pages there are: young ones are sent again, old ones are cases."""

import os

from bivelio_core import clock

from tests.api import call, load
from tests.invoices.world import client, issued, settled

INVOICES = int(os.environ.get("GALLERY_INVOICES", "12"))
"""GALLERY_INVOICES=250 for more than two pages of a list."""


def overdue(buyer, due_date):
    return issued(buyer, issue_date="2026-01-02", due_date=due_date)


def test_every_overdue_invoice_is_sent_again_or_given_to_a_person(shop):
    settled()
    buyer = client()
    call("contacts.update", {"id": buyer, "email": "client@example.com"})
    for number in range(INVOICES):
        overdue(buyer, "2026-02-20" if number % 3 else "2026-01-15")
    paid = overdue(buyer, "2026-02-20")
    call("invoices.mark_paid", {"id": paid["id"]})
    issued(buyer, issue_date="2026-03-01", due_date="2026-04-01")
    load("workers/sweep_invoices").handler({}, None)
    shop.create("overdue-reminders")
    with shop.states.timed(clock.stamp()):
        done = shop.fire("2026-03-02T08:00:00Z")
    assert (done["status"], done["output"]) == ("completed", {"invoices": INVOICES})
    old = len(range(0, INVOICES, 3))
    assert call("cases.list").data["pagination"]["total"] == old
    assert {case["title"] for case in call("cases.list").data["cases"]} == {"Empresa ABC S.L. deu 4.235,00\u00a0€"}
    mails = shop.sent()
    assert len(mails) == INVOICES - old
    assert all("fa 10 dies" in text for _, _, text in mails)


def test_it_is_the_first_monday_of_the_month(shop):
    shop.create("overdue-reminders")
    with clock.frozen(clock.parse("2026-03-02T10:00:00Z")):
        runs = call("workflows.get", {"id": shop.workflow_id}).data["next_runs"]
    assert runs[:2] == ["2026-04-06T09:00:00+02:00", "2026-05-04T09:00:00+02:00"]
