"""UBL, CII and Facturae: their own judges find nothing wrong, and our own reader reads the same totals back."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from bivelio_core.documents.analysis.invoices import Invoice
from bivelio_core.invoices.exports import cii, facturae, ubl
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import Corrected, Dir3, PaperInvoice, Payment, Rectification
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.samples import needs_samples

from .papers import BUYER, SELLER, ZERO, invoice, line
from .random_papers import AMERICAN, GERMAN, GREEK, PERSON, random_invoice
from .read_back import read, recargos
from .schemas import broken_rules, faults, schema_of_cii, schema_of_facturae, schema_of_ubl

CORRECTED = (Corrected("FAC-2026-042", "FAC", date(2026, 4, 1)),)
BACK = Rectification("R1", "difference", CORRECTED, "Quatre hores de més.")
ANEW = Rectification("R4", "substitution", CORRECTED, "Dades errònies.", Decimal(3000), Decimal(630))

NOTHING = Rectification("R1", "difference", ())

KINDS: dict[str, PaperInvoice] = {
    "the reference's": invoice(notes="Pagament a 30 dies. Transferència bancària."),
    "all rates, discounts": invoice(
        [
            line("A", 3, "19.99", discount=10),
            line("B", 1, 10, 10),
            line("C", 2, "0.335", 4),
            line("D", 1, 5, 0, category="zero"),
        ],
        discount_percent="2.5",
    ),
    "exempt": invoice([line("Curs", 1, 900, 0, category="exempt"), line("Llibre", 1, 9, 4)]),
    "exempt for two reasons": invoice(
        [
            line("Curs", 1, 900, 0, category="exempt", exemption_reason="article 20.Uno.9"),
            line("Local", 1, 9, 0, category="exempt", exemption_reason="article 20.Uno.23"),
        ]
    ),
    "reverse charge": invoice([line("Obra", 1, 1000, 0, category="reverse_charge")]),
    "to Germany": invoice([line("Màquina", 1, 1000, 0, category="intra_eu")], buyer=GERMAN),
    "to Greece": invoice(
        [line("Màquina", 1, 1000, 0, category="intra_eu")], buyer=GREEK, operation_date=date(2026, 4, 1)
    ),
    "to America": invoice([line("Màquina", 1, 1000, 0, category="export")], buyer=AMERICAN),
    "services to Germany": invoice(
        [line("Consultoria", 1, 1000, 0, category="outside_territory"), line("Servei")], buyer=GERMAN
    ),
    "services to America": invoice(
        [line("Consultoria", 1, 1000, 0, category="outside_territory")], discount_percent=5, buyer=AMERICAN
    ),
    "not subject": invoice([line("Traspàs", 1, 1000, 0, category="not_subject")]),
    "to a person": invoice(buyer=PERSON),
    "credit": invoice([line("Devolució", -4, 150)], number="R-1", rectification=BACK, document_type="rectification"),
    "mixed credit": invoice(
        [line("Devolució", -4, 150, discount=5), line("Recàrrec", 1, 10), line("Preu", 2, -3, 10)],
        number="R-2",
        rectification=BACK,
        document_type="rectification",
        discount_percent=10,
    ),
    "correction upwards": invoice([line("Hores", 2, 150)], rectification=BACK, document_type="rectification"),
    "substitution": invoice([line("Hores", 16, 150)], rectification=ANEW, document_type="rectification"),
    "paid": invoice(amount_paid=4235),
    "partly paid": invoice(amount_paid="235.50"),
    "for nothing": invoice([line("Mostra", 1, 0)]),
    "in dollars": invoice(currency="USD"),
    "large": invoice([line("Contracte", "999999999", "9999.12345678")]),
    "odd texts": invoice([line("a & b <c> \"d\" 'e' ]]> \u0001\nf")], notes="x\ty\r\nz", reference="<&>"),
}
SPANISH_ONLY: dict[str, PaperInvoice] = {
    "IRPF": invoice([line("Dictamen", 1, 1000)], irpf_rate=15),
    "IRPF, paid": invoice([line("Dictamen", 1, 1000)], irpf_rate=15, amount_paid=1060),
    "IRPF taken back": invoice(
        [line("Dictamen", -1, 1000)],
        irpf_rate=15,
        rectification=BACK,
        document_type="rectification",
        language="es",
    ),
    "recargo taken back": invoice(
        [line("Sabates", -3, "19.99", recargo="5.2")],
        rectification=BACK,
        document_type="rectification",
        language="en",
    ),
    "recargo": invoice([line("Sabates", 3, "19.99", recargo="5.2"), line("Pa", 1, 3, 10, recargo="1.4")]),
    "public body": invoice(buyer=replace(BUYER, dir3=Dir3("L01080193", "L01080194", "LA0001234", "L01080195"))),
    "simplified": invoice(document_type="simplified"),
}


def check_ubl(made: PaperInvoice) -> None:
    """The schema and CEN's rules are kept, and the totals are the invoice's; a credit note has the other sign."""
    document = ubl.write(made)
    assert faults(schema_of_ubl(is_credit_note=b"<CreditNote" in document), document) == []
    found = read(document)
    warnings = ["UBL-CR-513"] if made.irpf and not found.is_credit_note else []  # of WithholdingTaxTotal
    assert [rule.partition(":")[0] for rule in broken_rules(document)] == warnings
    sign = check_terms(made, found)
    assert f">{sign * (made.amount_due + made.irpf):.2f}</cbc:PayableAmount>".encode() in document


def check_cii(made: PaperInvoice) -> None:
    """The schema and all of CEN's rules are kept, and the totals are the invoice's, as in UBL."""
    document = cii.write(made)
    assert faults(schema_of_cii(), document) == []
    assert broken_rules(document) == []
    sign = check_terms(made, read(document))
    assert f"<ram:DuePayableAmount>{sign * (made.amount_due + made.irpf):.2f}<".encode() in document


def check_terms(made: PaperInvoice, found: Invoice) -> int:
    """What was read is what the invoice says. Returns the sign of its amounts: -1 for a credit note."""
    sign = -1 if found.is_credit_note else 1
    totals = found.totals
    assert (totals.lines, totals.base) == (sign * made.lines_net, sign * made.subtotal)
    assert totals.tax == sign * (made.tax + made.recargo)
    assert (totals.withheld or ZERO, totals.total, totals.due) == (
        sign * made.irpf, sign * made.total, sign * made.amount_due
    )  # fmt: skip
    assert (totals.prepaid or ZERO) == sign * made.amount_paid
    assert found.number == made.number
    assert found.issue_date == made.issue_date
    assert len(found.lines) == len(made.lines)
    assert [each.net for each in found.lines] == [sign * each.net for each in made.lines]
    assert recargos(found) == {
        (tax.rate, tax.recargo_rate, sign * tax.base, sign * tax.recargo) for tax in made.taxes if tax.recargo_rate
    }
    assert found.preceding == tuple(each.number for each in (made.rectification or NOTHING).corrected)
    return sign


def check_facturae(made: PaperInvoice) -> None:
    """The schema is kept, and the totals are those of the invoice; Facturae's own total is without what is withheld."""
    document = facturae.write(made)
    assert faults(schema_of_facturae(), document) == []
    found = read(document)
    totals = found.totals
    assert (totals.lines, totals.base) == (made.lines_net, made.subtotal)
    assert totals.tax == made.tax + made.recargo
    assert (totals.withheld, totals.total) == (made.irpf, made.total)
    assert f"<InvoiceTotal>{made.total - made.irpf:.2f}</InvoiceTotal>".encode() in document
    assert (totals.due, totals.prepaid or ZERO) == (made.amount_due, made.amount_paid)
    assert found.number == made.number
    assert [each.net for each in found.lines] == [each.net for each in made.lines]
    assert sum(tax.amount or ZERO for tax in found.taxes if not tax.is_withheld) == made.tax


@needs_samples
@pytest.mark.parametrize("made", [*KINDS.values(), *SPANISH_ONLY.values()], ids=[*KINDS, *SPANISH_ONLY])
def test_every_kind_of_invoice_keeps_the_rules_of_en_16931(made):
    check_ubl(made)
    check_cii(made)


@needs_samples
@pytest.mark.parametrize("made", [*KINDS.values(), *SPANISH_ONLY.values()], ids=[*KINDS, *SPANISH_ONLY])
def test_every_kind_of_invoice_keeps_the_schema_of_facturae(made):
    check_facturae(replace(made, currency="EUR"))


@needs_samples
@examples(10)
@given(st.integers(0, 2**32))
def test_random_invoices_keep_the_rules_of_en_16931(seed):
    """`make fuzz TIMES=50` judges 500 of them."""
    check_ubl(random_invoice(random.Random(seed), can_withhold=True))
    check_cii(random_invoice(random.Random(seed), can_withhold=True))


@needs_samples
@examples(25)
@given(st.integers(0, 2**32))
def test_random_invoices_keep_the_schema_of_facturae(seed):
    check_facturae(random_invoice(random.Random(seed), can_withhold=True))


@needs_samples
def test_the_judge_of_en_16931_finds_a_wrong_total():
    wrong = replace(invoice(), total=Decimal("4235.01"))
    assert any("BR-CO-15" in rule for rule in broken_rules(ubl.write(wrong)))


@pytest.mark.parametrize("write", [ubl.write, cii.write])
def test_what_is_taken_back_is_a_credit_note_and_any_other_correction_an_invoice(write):
    assert read(write(KINDS["credit"])).type_code == "381"
    assert read(write(KINDS["credit"])).totals.total == Decimal(726)
    assert read(write(KINDS["correction upwards"])).type_code == "384"
    assert read(write(KINDS["substitution"])).type_code == "384"
    assert read(write(KINDS["the reference's"])).type_code == "380"


@pytest.mark.parametrize("write", [ubl.write, cii.write])
def test_it_says_who_when_how_to_pay_and_why_there_is_no_tax(write):
    found = read(write(KINDS["exempt for two reasons"]))
    assert found.supplier is not None
    assert found.client is not None
    assert (found.supplier.vat_number, found.client.vat_number) == ("ESB65874210", "ESB12345674")
    assert (found.supplier.name, found.client.name) == (SELLER.name, BUYER.name)
    assert found.due_date == date(2026, 5, 7)
    assert [(payment.iban, payment.reference) for payment in found.payments] == [
        ("ES9121000418450200051332", "FAC-2026-043")
    ]
    assert [tax.exemption for tax in found.taxes] == ["article 20.Uno.9; article 20.Uno.23"]
    greek = read(write(KINDS["to Greece"]))
    assert greek.client is not None
    assert greek.client.vat_number == "EL094259216"


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        (invoice(status="draft"), ["draft"]),
        (invoice(buyer=None), ["buyer"]),
        (invoice(seller=replace(SELLER, nif=None)), ["seller_nif"]),
        (invoice(due_date=None, payment=Payment()), ["due_date"]),
        (invoice([line("M", 1, 1, 0, category="intra_eu")]), []),
        (invoice([line("M", 1, 1, 0, category="intra_eu")], buyer=AMERICAN), ["buyer_vat_number"]),
        (invoice([line("M", 1, 1, 0, category="reverse_charge")], buyer=replace(BUYER, nif=None)), ["buyer_nif"]),
    ],
)
@pytest.mark.parametrize("write", [ubl.write, cii.write])
def test_what_en_16931_cannot_say_is_refused_by_name(made, codes, write):
    if not codes:
        assert write(made)
        return
    with pytest.raises(NotExpressible) as refused:
        write(made)
    assert [found.code for found in refused.value.missing] == codes


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        (invoice(status="draft"), ["draft"]),
        (invoice(currency="USD"), ["currency"]),
        (invoice(buyer=None), ["buyer"]),
        (invoice(number="F" * 21), ["number"]),
        (invoice(buyer=replace(PERSON, name="Maria")), ["buyer_surname"]),
        (invoice(buyer=replace(BUYER, nif=None, street=None)), ["buyer_nif", "buyer_street"]),
        (invoice(seller=replace(SELLER, postal_code="8008")), ["seller_postal_code"]),
        (invoice(seller=replace(SELLER, postal_code="99001", city=None)), ["seller_city", "seller_postal_code"]),
    ],
)
def test_what_facturae_needs_is_named(made, codes):
    with pytest.raises(NotExpressible) as refused:
        facturae.write(made)
    assert [found.code for found in refused.value.missing] == codes


def test_facturae_names_offices_persons_and_corrections():
    text = facturae.write(SPANISH_ONLY["public body"]).decode()
    for role, code in (("01", "L01080193"), ("02", "L01080194"), ("03", "LA0001234"), ("04", "L01080195")):
        lines = [part.strip() for part in text.split("\n")]
        assert lines[lines.index(f"<CentreCode>{code}</CentreCode>") + 1] == f"<RoleTypeCode>{role}</RoleTypeCode>"
    person = facturae.write(KINDS["to a person"]).decode()
    assert "<Name>Maria dels Àngels</Name>" in person
    assert "<FirstSurname>Puig</FirstSurname>" in person
    assert "<SecondSurname>i Vila</SecondSurname>" in person
    assert "<PersonTypeCode>F</PersonTypeCode>" in person
    credit = facturae.write(KINDS["credit"]).decode()
    for expected in (
        "<InvoiceClass>OR</InvoiceClass>",
        "<InvoiceNumber>FAC-2026-042</InvoiceNumber>",
        "<CorrectionMethod>02</CorrectionMethod>",
        "<EndDate>2026-04-30</EndDate>",
        "<InvoiceTotal>-726.00</InvoiceTotal>",
    ):
        assert expected in credit
