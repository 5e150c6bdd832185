"""The digest counts every invoice of the week, however many pages there are, to the cent."""

import os

from bivelio_core import clock

from tests.api import call
from tests.invoices.world import client, issued, line, settled

INVOICES = int(os.environ.get("GALLERY_INVOICES", "12"))
"""GALLERY_INVOICES=300 for more than three pages of a list."""


def test_the_digest_has_the_week_of_before_to_the_cent(shop):
    settled()
    buyers = [client() for _ in range(2)]
    call("contacts.update", {"id": buyers[1], "name": "Fusteria Puig"})
    with clock.frozen(clock.parse("2026-02-28T10:00:00Z")):
        issued(buyers[0], issue_date="2026-02-22")
        for number in range(INVOICES):
            made = issued(buyers[number % 2], issue_date="2026-02-24", line_items=[line(unit_price=0.1 + number)])
        call("invoices.mark_paid", {"id": made["id"]})
    shop.create("sales-digest")
    done = shop.fire("2026-03-02T07:00:00Z")
    assert done["status"] == "completed", done
    total = round(sum(round((0.1 + number) * 1.21 + 1e-9, 2) for number in range(INVOICES)), 2)
    assert done["output"]["total"] == total
    assert done["output"]["unpaid"] == round(total - made["total"], 2)
    assert {each["name"] for each in done["output"]["clients"]} == {"Empresa ABC S.L.", "Fusteria Puig"}
    ((to, subject, text),) = shop.sent()
    assert to == "direccio@example.com"
    assert subject.startswith(f"{INVOICES} factures, ")
    assert text.splitlines()[1].startswith("Fusteria Puig: ")
