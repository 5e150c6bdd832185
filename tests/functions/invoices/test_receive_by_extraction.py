"""POST /v1/invoices/receive, of what an extraction or a PDF with embedded data says."""

import json

import pytest
from bivelio_core.documents import pdf

from tests.api import ROOT, call
from tests.documents.files import pdf as pdf_with
from tests.documents.layouts.freelancers import lawyer
from tests.documents.layouts.traders import with_recargo
from tests.functions.documents.world import asked, upload

pytestmark = pytest.mark.usefixtures("table")
XML = json.loads((ROOT / "docs/examples/invoices/receive.json").read_text(encoding="utf-8"))["request"]["data"]["xml"]
PAGE = [
    *("Papereria Central S.L.", "NIF: B65432108", "Carrer Nou 4, 08001 Barcelona", ""),
    *("FACTURA", "Factura num: P-2026-118", "Data: 03/04/2026", "Venciment: 03/05/2026", ""),
    *("Concepte      Quantitat      Preu      IVA      Import", "Paper A4      4      25,00      21%      100,00", ""),
    *("Base imposable      100,00 EUR", "IVA 21%      21,00 EUR", "Total factura      121,00 EUR"),
]


def received(content, **fields):
    """What is received of the extraction of a document."""
    document_id = upload(content).data["document_id"]
    extraction = asked("documents.extract", {"document_id": document_id, "document_type": "invoice", **fields}).data
    return call("invoices.receive", {"extraction_id": extraction["extraction_id"]}), extraction


@pytest.mark.parametrize("fields", [{}, {"fields": ["invoice_number", "date", "total", "issuer"]}])
def test_the_due_date_and_the_taxes_are_booked_whatever_fields_were_asked(fields):
    answer, extraction = received(pdf.written([PAGE]), **fields)
    assert "due_date" not in extraction["extracted"]
    assert (answer.data["due_date"], answer.data["subtotal"], answer.data["tax"]) == ("2026-05-03", 100.0, 21.0)
    assert [(each["base"], each["tax_amount"]) for each in answer.data["tax_breakdown"]] == [(100.0, 21.0)]
    structured, extraction = received(
        pdf_with(["Factura"], attachments=[("factur-x.xml", XML.replace("P-2026-118", "7").encode())]), **fields
    )
    assert extraction["method"] == "structured"
    assert (structured.data["due_date"], structured.data["review_reasons"]) == ("2026-05-03", ["issuer_nif"])


def test_a_credit_note_stays_one_by_an_extraction():
    content = pdf_with(["Abonament"], attachments=[("factur-x.xml", XML.replace(">380<", ">381<").encode())])
    assert received(content)[0].data["document_type"] == "rectification"
    page = [line.replace("FACTURA", "FACTURA RECTIFICATIVA").replace("P-2026-118", "R-1") for line in PAGE]
    assert received(pdf.written([page]))[0].data["document_type"] == "rectification"


def test_a_reviewed_total_is_not_contradicted_by_what_was_read_besides():
    document_id = upload(pdf.written([PAGE])).data["document_id"]
    extraction = asked("documents.extract", {"document_id": document_id, "document_type": "invoice"}).data
    corrected = {"extraction_id": extraction["extraction_id"], "extracted": {"total": 242, "line_items": None}}
    assert call("documents.review", corrected).status == 200
    found = call("invoices.receive", {"extraction_id": extraction["extraction_id"]}).data
    assert (found["total"], found["due_date"], found["document_id"]) == (242.0, "2026-05-03", document_id)
    assert "totals" not in found.get("review_reasons", [])


def test_suplidos_and_recargo_of_a_page_are_booked_as_such():
    bill = received(lawyer()[0])[0].data
    assert (bill["total"], bill["irpf_amount"], bill["amount_due"]) == (2541.0, 315.0, 2406.5)
    assert bill["disbursements"] == [{"description": "Suplidos", "amount": 180.5}]
    assert call("invoices.mark_paid", {"id": bill["id"]}).data["status"] == "paid"
    taxes = received(with_recargo()[0])[0].data["tax_breakdown"]
    assert [(each["tax_amount"], each["recargo_rate"], each["recargo_amount"]) for each in taxes] == [
        *((37.8, 5.2, 9.36), (4.2, 1.4, 0.59)),
    ]


BROKEN = {
    "cut": XML[: len(XML) // 2],
    "encoding": XML.replace('encoding="UTF-8"', 'encoding="UTF-99"'),
    "another": "<a/>",
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_broken_data_in_a_pdf_is_told_and_not_replaced_in_silence(name):
    content = pdf_with(["\n".join(PAGE)], attachments=[("factur-x.xml", BROKEN[name].encode())])
    answer, extraction = received(content)
    assert extraction["needs_review"] is True
    assert {"name": "embedded_xml_broken", "passed": False, "found": "factur-x.xml"} in extraction["checks"]
    assert answer.data["needs_review"] is True
    assert "embedded_xml_broken" in answer.data["review_reasons"]
    (sentence,) = [each["message"] for each in answer.data["warnings"] if each["code"] == "embedded_xml_broken"]
    assert sentence.startswith("El PDF porta dades de factura")
    assert call("invoices.get", {"id": answer.data["id"]}).data == answer.data
    refused = call("invoices.receive", {"document_id": upload(content).data["document_id"]})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "embedded_xml_broken")
    assert (
        "factur-x.xml" in refused.error["details"]["errors"][0]["message"]
        if "errors" in refused.error["details"]
        else True
    )


def test_embedded_data_whose_sums_contradict_is_told():
    wrong = XML.replace(">121.00</cbc:TaxInclusiveAmount>", ">120.00</cbc:TaxInclusiveAmount>")
    content = pdf_with(["Factura"], attachments=[("factur-x.xml", wrong.encode())])
    found = call("invoices.receive", {"document_id": upload(content).data["document_id"]}).data
    assert {"totals", "embedded_xml_broken"} <= set(found["review_reasons"])
    other = content.replace(b"P-2026-118", b"P-2026-119")
    assert "embedded_xml_broken" in received(other)[0].data["review_reasons"]


def test_an_attachment_that_is_no_invoice_is_nobodys_fault():
    content = pdf_with(["\n".join(PAGE)], attachments=[("albara.xml", b"<albara><broken></albara>")])
    assert "embedded_xml_broken" not in received(content)[0].data.get("review_reasons", [])
