"""A supplier's invoice that is entered is approved by the owner, then booked; of what is not there is a case."""

import pytest
from bivelio_core.documents import pdf

from tests.api import call
from tests.functions.documents.world import asked, upload
from tests.workflows.stream import Stream

PAPER = """FACTURA
Papereria Nova S.L.
NIF: B65410011
Número de factura: PN-7
Data: 01/10/2026
Base imposable: 100,00 EUR
IVA 21%: 21,00 EUR
Total: {total} EUR
"""
OWNER = {"actor_kind": "user", "actor": "usr_owner", "role": "owner"}


@pytest.fixture
def enter(shop):
    """Enter a supplier's invoice by its file, and have that told."""
    shop.create("receipt-approval")
    stream = Stream(("INV",))

    def enter(total="121,00", *, is_booked=False):
        document_id = upload(pdf.written([PAPER.format(total=total).splitlines()])).data["document_id"]
        read = asked("documents.extract", {"document_id": document_id, "document_type": "invoice"}).data
        invoice = call("invoices.receive", {"extraction_id": read["extraction_id"]}).data
        if is_booked:
            call("invoices.book", {"id": invoice["id"]})
        shop.follow(stream)
        return invoice

    return enter


def decide(shop, **decision):
    answer = call("workflows.approve", {"instance_id": shop.latest()["instance_id"], **decision}, caller=OWNER)
    assert answer.status == 200
    shop.states.run()


def is_booked(invoice):
    return "booked_at" in call("invoices.get", {"id": invoice["id"]}).data


def test_what_the_owner_approves_is_booked(shop, enter):
    invoice = enter()
    assert (shop.latest()["status"], is_booked(invoice)) == ("waiting", False)
    decide(shop, approved=True)
    assert is_booked(invoice)
    assert shop.latest()["output"] == {"is_booked": True}
    assert call("cases.list").data["cases"] == []


def test_of_what_the_owner_refuses_a_case_says_why(shop, enter):
    invoice = enter()
    decide(shop, approved=False, comment="Era un sopar privat.")
    assert shop.latest()["output"] == {"is_booked": False}
    assert not is_booked(invoice)
    (listed,) = call("cases.list").data["cases"]
    case = call("cases.get", {"id": listed["id"]}).data
    assert case["title"] == f"La despesa {invoice['number']} no s'ha comptabilitzat"
    assert (case["description"], case["invoice_ids"]) == ("Era un sopar privat.", [invoice["id"]])
    assert case["contact_id"] == invoice["client"]["id"]


def test_what_cannot_be_booked_is_a_case_although_it_was_approved(shop, enter):
    invoice = enter("131,00")
    assert invoice["needs_review"]
    decide(shop, approved=True)
    assert shop.latest()["output"] == {"is_booked": False}
    (listed,) = call("cases.list").data["cases"]
    assert invoice["number"] in listed["title"]


def test_nobody_is_asked_about_what_is_booked_already(shop, enter):
    enter(is_booked=True)
    assert (shop.latest()["status"], shop.latest()["output"]) == ("completed", {"is_booked": False})
    assert call("cases.list").data["cases"] == []
