"""POST /v1/invoices/receive keeps its promises."""

import base64
import hashlib
import json
import re
from decimal import Decimal

import pytest
from bivelio_core.invoices import overdue, readable
from bivelio_core.invoices.money import cents
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, ROOT, call, lose_answers
from tests.functions.documents.world import upload
from tests.invoices.world import issued, line, settled
from tests.samples import name_of, needs_samples, samples

pytestmark = pytest.mark.usefixtures("table")
EXAMPLE = json.loads((ROOT / "docs/examples/invoices/receive.json").read_text(encoding="utf-8"))
XML = EXAMPLE["request"]["data"]["xml"]


def receive(xml=XML, **options):
    return call("invoices.receive", {"xml": xml}, **options)


def test_an_invoice_is_kept_with_its_supplier_as_contact():
    made = receive().data
    assert (made["type"], made["status"], made["number"], made["needs_review"]) == (
        *("received", "pending", "P-2026-118"),
        False,
    )
    assert call("invoices.get", {"id": made["id"]}).data == made
    contact = call("contacts.get", {"id": made["client"]["id"]}).data
    assert (contact["type"], contact["name"], contact["tax_id"]["number"]) == (
        *("company", "Papereria Central S.L."),
        "ESB65432108",
    )
    assert call("invoices.list", {"type": "received"}).data["pagination"]["total"] == 1
    assert call("invoices.list", {"type": "issued"}).data["pagination"]["total"] == 0


def test_a_supplier_is_found_by_its_tax_number_however_it_is_written():
    about = {"type": "company", "name": "Papereria", "custom_fields": {"cif": "b-65.432.108"}}
    known = call("contacts.create", about).data["id"]
    assert receive().data["client"]["id"] == known
    assert receive(XML.replace("P-2026-118", "P-2026-119")).data["client"]["id"] == known
    assert call("contacts.list", {}).data["pagination"]["total"] == 1


def test_a_number_of_a_supplier_is_received_once():
    made = receive().data
    answer = receive(XML.replace("P-2026-118", "p-2026- 118"))
    assert (answer.status, answer.error["details"]) == (409, {"reason": "received_before", "invoice_id": made["id"]})
    assert receive(XML.replace("ESB65432108", "ESB12345674")).status == 200


def test_the_same_key_gives_the_same_invoice(table):
    headers = {"Idempotency-Key": "rebuda-1"}
    first = receive(headers=headers).data
    lose_answers(table)
    assert receive(headers=headers).data == first


def test_a_supplier_without_tax_number_is_known_by_its_name_and_needs_a_review():
    xml = XML.replace("<cbc:CompanyID>ESB65432108</cbc:CompanyID>", "")
    made = receive(xml).data
    assert (made["needs_review"], made["review_reasons"]) == (True, ["supplier_nif"])
    again = receive(xml.replace("P-2026-118", "P-2026-119")).data
    assert again["client"] == made["client"]
    assert receive(xml).status == 409


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (">121.00</cbc:TaxInclusiveAmount>", ">120.00</cbc:TaxInclusiveAmount>", "totals"),
        (">121.00</cbc:PayableAmount>", ">111.00</cbc:PayableAmount>", "amount_due"),
        (">100.00</cbc:LineExtensionAmount><cac:Item>", ">90.00</cbc:LineExtensionAmount><cac:Item>", "lines_total"),
    ],
)
def test_sums_that_do_not_agree_need_a_review(before, after, reason):
    assert before in XML or "LineExtensionAmount" in before
    xml = XML.replace(before, after).replace('currencyID="EUR"' + before, 'currencyID="EUR"' + after)
    made = receive(xml).data
    assert made["needs_review"] is True
    assert reason in made["review_reasons"]


def test_a_document_with_data_and_an_extraction_are_received():
    document = upload(XML.encode(), "factura.xml").data["document_id"]
    made = call("invoices.receive", {"document_id": document}).data
    assert (made["number"], made["total"], made["document_id"]) == ("P-2026-118", 121.0, document)
    sandbox = {"environment": "sandbox"}
    read = call("invoices.receive", {"extraction_id": "ext_m1n2o3p4"}, caller=sandbox).data
    assert (read["total"], read["needs_review"]) == (1210.0, True)


@pytest.mark.parametrize(
    ("data", "status", "field", "constraint"),
    [
        ({}, 400, "xml", "one_of"),
        ({"xml": XML, "document_id": "doc_1"}, 400, "xml", "one_of"),
        ({"xml": "<a/>"}, 422, "xml", "no_invoice_data"),
        ({"xml": "<a"}, 422, "xml", "truncated"),
        ({"xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, 422, "xml", "hostile_xml"),
        ({"xml": XML.replace("<cbc:ID>P-2026-118</cbc:ID>", "")}, 422, "xml", "incomplete_invoice"),
        ({"xml": XML.replace("P-2026-118", "9" * 101)}, 422, "xml", "max_length"),
        ({"extraction_id": "ext_unknown"}, 422, "extraction_id", "not_found"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(data, status, field, constraint):
    answer = call("invoices.receive", data)
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert answer.error["details"]["constraint"] == constraint
    assert call("invoices.list", {}).data["invoices"] == []
    assert call("contacts.list", {}).data["contacts"] == []


def test_what_is_received_is_paid_and_neither_issued_nor_voided():
    made = receive().data
    for operation, more in (("issue", {}), ("void", {"reason": "Error"})):
        answer = call(f"invoices.{operation}", {"id": made["id"], **more})
        assert (answer.status, answer.error["code"]) == (409, "CONFLICT"), operation
    paid = call("invoices.mark_paid", {"id": made["id"], "amount": 121}).data
    assert (paid["status"], paid["amount_due"]) == ("paid", 0.0)


def test_what_is_received_has_no_form_of_ours():
    made = receive().data
    for operation, more in (("export", {"format": "ubl"}), ("validate", {})):
        answer = call(f"invoices.{operation}", {"id": made["id"], **more})
        assert (answer.status, answer.error["details"]) == (409, {"reason": "received"}), operation


def test_what_is_received_becomes_overdue_without_a_pdf(table):
    made = receive().data
    (key,) = overdue.due(table)
    assert overdue.take_up(table, key)
    shown = call("invoices.get", {"id": made["id"]}).data
    assert (shown["status"], "pdf_url" in shown) == ("overdue", False)
    assert list(overdue.due(table)) == []


PATTERNS = ("xrechnung/*", "en16931-ubl/*", "en16931-cii/*", "facturae/data*")
SAMPLES = samples(*PATTERNS)


@needs_samples
def test_the_totals_of_public_invoices_are_those_that_they_state():
    """What they state is read by plain paths of their XML (`benchmarks.documents.truth`), not by our reader.

    A credit note states positive amounts, and has negative ones here.
    """
    from benchmarks.documents import truth

    compared = 0
    for number, path in enumerate(SAMPLES):
        known = truth.of_file(path)
        if known is None or known.total is None:
            continue
        caller = {"organisation": f"org_{number:016}"}  # some have the number of another
        answer = receive(path.read_bytes().decode(), caller=caller)
        assert answer.status == 200, (name_of(path), answer.error)
        is_credit = answer.data["document_type"] == "rectification"
        assert Decimal(str(answer.data["total"])) == (-abs(known.total) if is_credit else known.total), name_of(path)
        compared += 1
    assert compared == len(SAMPLES), (compared, len(SAMPLES))


@pytest.mark.parametrize(
    "number", ["9" * 20, "9" * 20 + "." + "9" * 20, "0." + "0" * 19 + "1", "9" * 40, "1e30", "NaN", "-0"]
)
@pytest.mark.parametrize(
    "path",
    [
        "TaxableAmount",
        "Percent",
        "TaxAmount",
        "PayableAmount",
        "InvoicedQuantity",
        "PriceAmount",
        r"\w*(?:Amount|Percent)",
    ],
)
def test_no_amount_of_a_document_is_a_failure_of_ours(path, number):
    xml = re.sub(rf"(<cbc:{path}[^>]*>)[^<]*", rf"\g<1>{number}", XML)
    assert xml != XML
    answer = receive(xml)
    assert answer.status in {200, 422}, answer
    if answer.status == 422:
        assert answer.error["details"]["constraint"] in {"maximum", "incomplete_invoice"}


@pytest.mark.parametrize("number", [1e14, -1e14, 1e-7, 0.1234567891234567, 123456789012345.67])
@pytest.mark.parametrize("name", ["total", "subtotal", "tax", "withheld", "tax_rate"])
def test_no_corrected_value_of_an_extraction_is_a_failure_of_ours(name, number):
    sandbox = {"environment": "sandbox"}
    corrected = call("documents.review", {"extraction_id": "ext_m1n2o3p4", "fields": {name: number}}, caller=sandbox)
    assert corrected.status in {200, 400, 422}, corrected
    answer = call("invoices.receive", {"extraction_id": "ext_m1n2o3p4"}, caller=sandbox)
    assert answer.status in {200, 422}, answer


def test_a_number_of_another_year_is_another_invoice():
    first = receive().data
    later = receive(XML.replace("2026-04-03", "2027-01-02"))
    assert first["issue_date"] == "2026-04-03"
    assert later.data["id"] != first["id"]
    again = receive(XML.replace("2026-04-03", "2027-03-02"))
    assert (again.status, again.error["details"]["invoice_id"]) == (409, later.data["id"])


def test_a_credit_note_may_have_the_number_of_its_invoice():
    first = receive().data
    credit = receive(XML.replace(">380<", ">381<"))
    assert (credit.data["document_type"], credit.data["id"] != first["id"]) == ("rectification", True)
    assert receive(XML.replace(">380<", ">381<")).error["details"]["invoice_id"] == credit.data["id"]


def test_what_was_received_when_numbers_had_no_year_is_found_again(table):
    made = receive().data
    store = SystemStore(table).of(Tenant(ORGANISATION, "live"))
    (kept,) = store.query(keys.RECEIVED_NUMBER)
    table.delete(Key(kept["PK"], kept["SK"]))
    known = hashlib.sha256(b"B65432108\x1fp-2026-118").hexdigest()
    store.put(keys.RECEIVED_NUMBER, known, {"invoice": kept["invoice"]})
    assert receive().error["details"] == {"reason": "received_before", "invoice_id": made["id"]}
    assert receive(XML.replace("2026-04-03", "2025-04-02")).status == 200


def test_no_currency_becomes_euros_without_a_word():
    made = receive(re.sub("<cbc:DocumentCurrencyCode>.*?</cbc:DocumentCurrencyCode>", "", XML)).data
    assert (made["currency"], made["needs_review"], made["review_reasons"]) == ("EUR", True, ["currency"])
    assert receive(XML.replace("P-2026-118", "2").replace(">EUR<", ">USD<")).data["currency"] == "USD"


@pytest.mark.parametrize(
    ("values", "total", "due"),
    [
        ({"total": 1558.20, "subtotal": 1470.00, "tax": 308.70, "withheld": 220.50}, 1778.70, 1558.20),
        ({"total": 1778.70, "subtotal": 1470.00, "tax": 308.70, "withheld": 220.50}, 1778.70, 1558.20),
        ({"total": 1558.20, "withheld": 220.50, "amount_due": 1558.20}, 1778.70, 1558.20),
        ({"total": 1778.70, "withheld": 220.50}, 1778.70, 1558.20),
        ({"total": 1778.70}, 1778.70, 1778.70),
    ],
)
def test_a_total_after_irpf_is_not_lowered_by_it_again(values, total, due):
    read = readable.of_extraction({"invoice_number": "1", "date": "2026-04-01", "currency": "EUR", **values}, [])
    assert (read.total, cents(Decimal(str(read.total)) - read.withheld)) == (
        cents(Decimal(str(total))),
        Decimal(f"{due:.2f}"),
    )
    assert read.faults == ()
    page = readable.of_extraction({"invoice_number": "1", **values, "currency": None}, [])
    assert page.faults == ("currency",)


@pytest.mark.parametrize("irpf_rate", [0, 15])
def test_an_invoice_of_our_own_has_its_amounts_when_it_is_received(irpf_rate, table):
    settled()
    made = issued(line_items=[line(unit_price="1234.56")], irpf_rate=irpf_rate)
    written = call("invoices.export", {"id": made["id"], "format": "facturae"}).data["content_base64"]
    found = receive(base64.b64decode(written).decode(), caller={"organisation": OTHER_ORGANISATION}).data
    amounts = ("subtotal", "tax", "total", "amount_due", "irpf_amount")
    assert {name: found.get(name) for name in amounts} == {name: made.get(name) for name in amounts}
    assert found["needs_review"] is False
    paid = call("invoices.mark_paid", {"id": found["id"]}, caller={"organisation": OTHER_ORGANISATION}).data
    assert paid["amount_paid"] == made["amount_due"]
