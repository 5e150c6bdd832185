"""What is stored is classified; invoices are read, and what nobody recognises is asked of a person."""

import pytest
from bivelio_core.documents import pdf

from tests.api import call
from tests.functions.documents.world import upload
from tests.workflows.stream import Stream

POEM = ["Corrandes d'exili", "Una nit de lluna plena", "tramuntàrem la carena,", "lentament, sense dir re."]
INVOICE = ["FACTURA", "Número de factura: F-1", "Data: 02/04/2026", "Total: 121,00 EUR"]


@pytest.mark.parametrize(
    ("lines", "kind", "read", "asked"), [(INVOICE, "invoice", True, []), (POEM, "other", False, ["Què és"])]
)
def test_an_invoice_is_read_and_the_unknown_is_a_case(shop, lines, kind, read, asked):
    shop.create("sorted-documents")
    stream = Stream(("DOC",))
    document = upload(pdf.written([lines])).data["document_id"]
    shop.follow(stream)
    done = shop.latest()
    assert (done["status"], done["output"]) == ("completed", {"kind": kind})
    steps = {step["id"]: step["status"] for step in done["steps"]}
    assert (steps["read"] == "completed") is read
    assert [case["title"][:6] for case in call("cases.list").data["cases"]] == asked
    assert done["trigger"]["data"]["document_id"] == document
