"""POST /v1/invoices/export keeps its promises."""

import base64
import io
import zlib

import pypdf
import pytest
from bivelio_core.invoices.actions import export
from cryptography import x509
from facturx import get_xml_from_pdf
from lxml import etree
from signxml.xades.xades import XAdESVerifier

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.administration import SANDBOX, issued_to, public_body
from tests.invoices.papers import png
from tests.invoices.schemas import broken_rules, faults, schema_of_facturae, submission, verifactu
from tests.invoices.world import chain, draft, issued, line, records, settled
from tests.samples import needs_samples

pytestmark = pytest.mark.usefixtures("table")

SAMPLE = "inv_c6d7e8f9"
"""FAC-2026-042 of the reference, issued."""


def content(answer):
    return base64.b64decode(answer.data["content_base64"])


def test_a_draft_is_a_pdf_that_says_that_it_is_one():
    made = draft()
    answer = call("invoices.export", {"id": made["id"], "format": "pdf"})
    assert (answer.status, answer.data["filename"]) == (200, f"{made['number']}.pdf")
    assert answer.data["mime_type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(content(answer))).pages[0].extract_text()
    assert "Esborrany" in text
    assert "Consultoria tecnica - 20 hores" in text
    assert answer.data["size_bytes"] == len(content(answer))


def test_an_issued_invoice_is_ubl_that_says_its_number_and_totals():
    answer = call("invoices.export", {"id": SAMPLE, "format": "ubl"}, caller={"environment": "sandbox"})
    assert answer.status == 200
    text = content(answer).decode()
    assert "<cbc:ID>FAC-2026-042</cbc:ID>" in text
    assert '<cbc:TaxInclusiveAmount currencyID="EUR">6050.00</cbc:TaxInclusiveAmount>' in text


def text_of(answer):
    """What the first page of a PDF says."""
    return pypdf.PdfReader(io.BytesIO(content(answer))).pages[0].extract_text()


@needs_samples
def test_an_issued_invoice_and_its_rectification_keep_the_rules_of_every_form(table):
    """From the lines that were asked for to the documents, judged by the programs of others."""
    settled(verifactu="prepared", iban="ES9121000418450200051332")
    lines = [
        line(quantity="3", unit_price="19.99", discount_percent=10),
        line(tax_rate=10),
        line(tax_category="exempt", tax_rate=0),
    ]
    made = issued(line_items=lines, discount={"percent": 5})
    back = call("invoices.rectify", {"id": made["id"], "reason": "Un error."}).data
    for each in (made, back):
        exports = {
            wanted: call("invoices.export", {"id": each["id"], "format": wanted})
            for wanted in ("pdf", "ubl", "facturae", "cii", "facturx")
        }
        assert broken_rules(content(exports["ubl"])) == []
        assert broken_rules(content(exports["cii"])) == []
        assert get_xml_from_pdf(content(exports["facturx"]), check_xsd=True)[1] == content(exports["cii"])
        assert exports["facturx"].data["filename"] == f"{each['number']}.pdf"
        assert faults(schema_of_facturae(), content(exports["facturae"])) == []
        assert each["number"] in text_of(exports["pdf"])
        assert "QR tributari" not in text_of(exports["pdf"])
        states = call("invoices.validate", {"id": each["id"]}).data["channels"]
        assert [(state["channel"], state["ready"]) for state in states] == [
            ("pdf", True), ("ubl", True), ("facturae", True), ("verifactu", True), ("cii", True), ("facturx", True)
        ]  # fmt: skip
    assert b"<CreditNote" in content(exports["ubl"])
    kept = [zlib.decompress(bytes(item["xml"])).decode() for item in records(table)]
    assert len(kept) == 2
    assert faults(verifactu(), submission(kept, "B12345674")) == []
    assert chain(table).is_unbroken


def test_the_logo_of_the_settings_is_on_the_page():
    settled(logo=base64.b64encode(png()).decode())
    with_logo = content(call("invoices.export", {"id": issued()["id"], "format": "pdf"}))
    assert b"/Subtype/Image" in with_logo.replace(b" ", b"")


def test_the_tax_qr_stands_on_issued_invoices_of_the_sandbox_alone():
    sandbox = {"environment": "sandbox"}
    made = call("invoices.create", {"client_id": "ct_abc123", "line_items": [line()]}, caller=sandbox).data
    asked = {"id": made["id"], "format": "pdf"}
    assert "QR tributari" not in text_of(call("invoices.export", asked, caller=sandbox))
    call("invoices.issue", {"id": made["id"]}, caller=sandbox)
    found = text_of(call("invoices.export", asked, caller=sandbox))
    assert "QR tributari" in found
    assert "sense validesa fiscal" in found


@pytest.mark.parametrize("wanted", ["ubl", "facturae", "facturae_signed", "cii", "facturx"])
def test_a_draft_is_no_document_for_programs_and_the_answer_says_why(wanted):
    answer = call("invoices.export", {"id": draft()["id"], "format": wanted})
    assert answer.status == 422
    assert [fault["constraint"] for fault in answer.error["details"]["errors"]][:1] == ["form_draft"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ca", "Retenció a compte de l’IRPF"),
        ("es", "Retención a cuenta del IRPF"),
        ("en", "Income tax withheld (IRPF)"),
    ],
)
def test_ubl_says_irpf_in_the_language_of_the_invoice(language, said):
    settled()
    made = issued(irpf_rate=15, language=language, line_items=[line(unit_price=1000)])
    text = content(call("invoices.export", {"id": made["id"], "format": "ubl"})).decode()
    assert f"<cbc:Note>{said}: 15 % " in text
    assert '<cbc:PayableAmount currencyID="EUR">1210.00</cbc:PayableAmount>' in text
    received = call("invoices.receive", {"xml": text}).data
    assert (received["total"], received["irpf_amount"], received["amount_due"]) == (1210, 150, 1060)
    assert received["needs_review"] is False


def test_a_large_file_is_at_a_signed_url():
    made = draft(line_items=[line(description=f"Servei {number}") for number in range(250)])
    answer = call("invoices.export", {"id": made["id"], "format": "pdf"})
    assert answer.status == 200
    assert answer.data["size_bytes"] > export.LARGEST_IN_ANSWER
    assert "content_base64" not in answer.data
    assert answer.data["url"].startswith("https://")
    assert answer.data["url_expires_at"]


def test_the_same_draft_is_the_same_pdf():
    asked = {"id": draft()["id"], "format": "pdf"}
    assert call("invoices.export", asked).data == call("invoices.export", asked).data


def test_in_the_sandbox_facturae_is_signed_by_a_certificate_that_says_it_is_simulated():
    made = issued_to(public_body(SANDBOX), SANDBOX)
    answer = call("invoices.export", {"id": made["id"], "format": "facturae_signed"}, caller=SANDBOX)
    assert (answer.status, answer.data["filename"]) == (200, f"{made['number']}.xsig")
    signature = etree.fromstring(content(answer))[-1]
    certificate = base64.b64decode(signature.findtext(".//{*}X509Certificate") or "")
    issuer = x509.load_der_x509_certificate(certificate).issuer.rfc4514_string()
    assert issuer.startswith("CN=AC SIMULADA")
    parts = XAdESVerifier().verify(content(answer), x509_cert=x509.load_der_x509_certificate(certificate))
    assert len(parts) == 3


@pytest.mark.parametrize(("language", "said"), [("ca", "certificat"), ("es", "certificado"), ("en", "certificate")])
def test_without_a_certificate_nothing_is_signed_in_live_and_the_answer_says_why(language, said):
    settled()
    asked = {"id": issued()["id"], "format": "facturae_signed"}
    answer = call("invoices.export", asked, headers={"Accept-Language": language})
    assert (answer.status, answer.error["details"]["errors"][0]["constraint"]) == (422, "certificate_missing")
    assert said in answer.error["details"]["errors"][0]["message"]


def test_an_unknown_format_is_400():
    answer = call("invoices.export", {"id": draft()["id"], "format": "docx"})
    assert (answer.status, answer.error["details"]["errors"][0]["field"]) == (400, "format")


def test_another_organisation_gets_403():
    answer = call(
        "invoices.export", {"id": draft()["id"], "format": "pdf"}, caller={"organisation": OTHER_ORGANISATION}
    )
    assert (answer.status, answer.error["code"]) == (403, "RESOURCE_FORBIDDEN")


def test_a_simplified_invoice_is_a_receipt_and_no_other_one_is():
    settled(brand_color="#F7C948", footer="Gràcies!")
    about = {"document_type": "simplified", "issue_date": "2026-04-07", "payment_method": "cash"}
    lines = [line(unit_price=12.5)]
    made = call("invoices.create", {**about, "line_items": lines, "prices_include_tax": True}).data
    call("invoices.issue", {"id": made["id"]})
    answer = call("invoices.export", {"id": made["id"], "format": "receipt"})
    assert (answer.data["filename"], answer.data["mime_type"]) == (f"{made['number']}.pdf", "application/pdf")
    assert "12,50" in text_of(answer)
    assert "Gràcies!" in text_of(answer)
    back = call("invoices.rectify", {"id": made["id"], "reason": "Devolució"}).data
    assert call("invoices.export", {"id": back["id"], "format": "receipt"}).status == 200
    whole = issued()
    answers = [
        call("invoices.export", {"id": whole["id"], "format": "receipt"}, headers={"Accept-Language": language})
        for language in ("ca", "es", "en")
    ]
    assert {(answer.status, answer.error["details"]["constraint"]) for answer in answers} == {(422, "no_receipt")}
    assert len({answer.error["message"] for answer in answers}) == 3
