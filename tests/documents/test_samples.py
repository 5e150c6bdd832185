"""Public invoices that nobody here wrote are read as they state, and what they state adds up.

What they state is read by the factur-x package, or by plain paths of their XML (`benchmarks.documents.truth`).
"""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from bivelio_core.documents.analysis.checks import checks
from bivelio_core.documents.analysis.extraction import extract_by_rules, extract_structured
from bivelio_core.documents.analysis.invoices import Adjustment, Invoice, Line, Tax
from bivelio_core.documents.analysis.reader import read

from benchmarks.documents import truth
from benchmarks.documents.__main__ import INVOICES, TEXT, without_attachments
from benchmarks.documents.comparing import Tally, read_by, total
from tests.samples import name_of, needs_samples, samples
from tests.there import there

pytestmark = needs_samples

CENT = Decimal("0.01")
ODD = {
    "zugferd-pdf/ZUGFeRDv1__correct__Mustangproject__MustangGnuaccountingBeispielRE-20140703_502.pdf",
    "zugferd-pdf/ZUGFeRDv1__fail__Mustangproject__fail1.pdf",
}
"""Files whose own lines do not add up to the sum of lines they state."""
ODD_TOTALS = ODD | {
    "xrechnung/business-cases__extension__05.01a-INVOICE_ubl.xml",  # adds payments of third parties to what is due
    "zugferd-pdf/ZUGFeRDv1__correct__Konik__acme_invoice-42_ZUGFeRD.pdf",  # has no tax breakdown
    "zugferd-pdf/ZUGFeRDv2__correct__FNFE-factur-x-examples__Facture_FR_MINIMUM.pdf",  # does not state what was paid
}
LEAST_BY_RULES = {
    "number": 0.75,
    "date": 0.85,
    "total": 0.75,
    "currency": 0.9,
    "supplier tax number": 0.85,
    "supplier": 0.6,
}
"""The share of fields that rules find; the benchmark has the figures, this only notices when they fall."""


def tally_of(patterns: Sequence[str], *, by_rules: bool = False) -> Tally:
    """What is read of some samples beside what they state."""
    tally = Tally()
    for path in samples(*patterns):
        known = truth.of_file(path)
        if known is not None and by_rules:
            tally.add(name_of(path), known, read_by(extract_by_rules(read(without_attachments(path))), None))
        elif known is not None:
            reading = read(path.read_bytes(), text_of_invoices=False)
            tally.add(name_of(path), known, read_by(there(extract_structured(reading)), reading.invoice))
    return tally


@pytest.mark.parametrize("name", INVOICES)
def test_invoices_as_data_are_read_as_they_state(name):
    tally = tally_of(INVOICES[name])
    assert tally.documents >= 7
    share = {each: tally.right[each] / tally.had[each] for each in tally.had}
    if name == "UBL":  # one states a tax number outside VAT, which factur-x leaves out
        (miss,) = tally.misses
        assert miss.endswith("01.04a-INVOICE_ubl.xml: supplier tax number: nothing was read as '12/345/67890'")
    else:
        assert tally.misses == [], share


def test_no_number_of_a_commercial_register_is_read_as_a_tax_number():
    (path,) = samples("zugferd-pdf/*ZUGFeRD_2_fully_compliant_complete.pdf")
    invoice = there(read(path.read_bytes(), text_of_invoices=False).invoice)
    assert there(invoice.supplier).tax_number == "DE12345618938"


def test_rules_find_most_fields_in_the_pages_of_invoices():
    tally = total([tally_of(patterns, by_rules=True) for patterns in TEXT.values()])
    assert tally.documents > 50
    for name, least in LEAST_BY_RULES.items():
        assert tally.right[name] / tally.had[name] >= least, name


def structured_samples() -> list[tuple[str, Invoice]]:
    """All samples that have an invoice as data."""
    found = ((name_of(path), read(path.read_bytes(), text_of_invoices=False).invoice) for path in samples(*ALL))
    return [(name, invoice) for name, invoice in found if invoice is not None]


ALL = [pattern for patterns in INVOICES.values() for pattern in patterns]


def signed(adjustments: Sequence[Adjustment]) -> Decimal:
    """Charges less allowances."""
    return sum((each.amount if each.is_charge else -each.amount for each in adjustments), Decimal(0))


def taxed(tax: Tax) -> Decimal:
    """A tax with its equivalence surcharge."""
    return (tax.amount or Decimal(0)) + (tax.surcharge_amount or Decimal(0))


def net_of(line: Line) -> Decimal:
    """The amount of a line by its quantity, price, allowances and charges."""
    price = (line.unit_price or Decimal(0)) / (line.price_quantity or 1)
    return (line.quantity if line.quantity is not None else Decimal(1)) * price + signed(line.adjustments)


def test_the_totals_that_invoices_state_follow_from_what_is_read_of_them():
    """BR-CO-10 to BR-CO-16 of EN 16931, and the same sums of Facturae."""
    differing = {}
    for name, invoice in structured_samples():
        stated, zero = invoice.totals, Decimal(0)
        sums = {
            "lines": (sum((line.net or zero for line in invoice.lines), zero), stated.lines),
            "base": ((stated.lines or zero) + signed(invoice.adjustments), stated.base),
            "tax": (sum((taxed(tax) for tax in invoice.taxes if not tax.is_withheld), zero), stated.tax),
            "total": ((stated.base or zero) + (stated.tax or zero), stated.total),
            "due": (
                (stated.total or zero)
                - (stated.withheld or zero)
                - (stated.prepaid or zero)
                + (stated.rounding or zero),
                stated.due,
            ),
        }
        if not invoice.lines:  # profiles without lines: MINIMUM, BASIC WL
            del sums["lines"], sums["base"], sums["tax"]
        wrong = {part: pair for part, pair in sums.items() if pair[1] is not None and abs(pair[0] - pair[1]) > CENT}
        if wrong:
            differing[name] = wrong
    assert set(differing) == ODD_TOTALS, differing


def test_the_amounts_of_lines_follow_from_their_quantities_and_prices():
    lines = [(name, line) for name, invoice in structured_samples() for line in invoice.lines if line.net is not None]
    differing = [(name, line.id) for name, line in lines if abs(net_of(line) - (line.net or 0)) > CENT]
    assert len(lines) > 300
    assert len(differing) / len(lines) < 0.12, differing  # examples whose own figures do not agree


def test_every_invoice_has_a_supplier_and_a_client_with_their_addresses():
    for name, invoice in structured_samples():
        assert there(invoice.supplier).name, name
        assert there(invoice.client).name, name
        if "MINIMUM" not in name:
            assert there(there(invoice.supplier).address).country or "fail" in name, name


def test_checks_find_hardly_anything_wrong_with_the_sums_of_good_invoices():
    about_sums = {"lines_total", "tax_amount", "totals"}
    failed = set()
    for path in samples(*ALL):
        reading = read(path.read_bytes(), text_of_invoices=False)
        fields = extract_structured(reading)
        if fields is not None and any(not c.passed and c.name in about_sums for c in checks(fields, reading.invoice)):
            failed.add(name_of(path))
    assert failed == ODD
