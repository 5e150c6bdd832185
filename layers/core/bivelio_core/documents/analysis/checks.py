"""Check whether the fields of an invoice or receipt agree with each other. Absent fields are not checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from .cents import CENT, is_plausible, share
from .fields import Fields
from .invoices import Invoice
from .rules.numbers import is_iban, is_known_form, is_taxpayer

TOLERANCE = Decimal("0.02")
WHOLE_CURRENCIES = frozenset({"CLP", "HUF", "ISK", "JPY", "KRW", "PYG", "VND"})
"""Currencies that are rounded to units."""
SURE = 0.7
"""Confidence from which a field needs no review."""
REQUIRED = {
    "invoice": ("invoice_number", "date", "total"),
    "receipt": ("date", "total"),
    "contract": ("parties",),
    "deed": ("deed_type",),
}
"""Fields without which a document of a kind needs a review, among those that were asked."""

Name = Literal["lines_total", "tax_amount", "totals", "issuer_nif", "recipient_nif", "iban", "one_invoice"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: whether it passed, and the value that the others give (expected) against the one stated (found)."""

    name: Name
    passed: bool
    expected: Any = None
    found: Any = None


def checks(fields: Fields, invoice: Invoice | None = None) -> tuple[Check, ...]:
    """Return the checks that the fields allow, and those of the structured invoice if there is one.

    A wrong tax number or account in the document is no error; a person has to review it.
    """
    return tuple(_checks(fields, invoice))


def needs_review(fields: Fields, done: tuple[Check, ...]) -> bool:
    """Tell whether a person should review: a check failed, a required field is missing or a field is uncertain."""
    missing = [name for name in REQUIRED.get(fields.kind, ()) if name in fields.by_name and not fields[name].is_found]
    unsure = [name for name, field in fields.by_name.items() if field.is_found and field.confidence < SURE]
    return bool(missing or unsure) or not all(check.passed for check in done)


def _checks(fields: Fields, invoice: Invoice | None) -> Iterator[Check]:
    if invoice is not None:
        yield from _of_invoice(invoice)
    else:
        yield from _lines(fields)
        yield from _taxes(fields)
        yield from _totals(fields)
    for name, number in _tax_numbers(fields):
        if is_known_form(number):
            yield Check(name, is_taxpayer(number), found=number)
    account = fields["iban"].value
    if isinstance(account, str) and account:
        yield Check("iban", is_iban(account.replace(" ", "")), found=account)


def _tax_numbers(fields: Fields) -> Iterator[tuple[Name, str]]:
    for name, party, alone in (("issuer_nif", "issuer", "issuer_nif"), ("recipient_nif", "recipient", "recipient_nif")):
        value = (
            fields[party].value if fields[party].is_found else fields["merchant"].value if party == "issuer" else None
        )
        number = value.get("nif") if isinstance(value, dict) else fields[alone].value
        if isinstance(number, str) and number:
            yield name, number  # type: ignore[misc]


def _lines(fields: Fields) -> Iterator[Check]:
    """Compare the gross lines with the total, or the total less the amount withheld, to within a cent per line."""
    items, total = fields["line_items"].value, number(fields["total"].value)
    amounts = [number(item.get("total")) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    if total is None or not amounts or None in amounts:
        return
    summed = sum((amount for amount in amounts if amount is not None), Decimal(0))
    rounding = TOLERANCE + CENT * len(amounts)
    withheld = number(fields["withheld"].value) or Decimal(0)
    passed = min(abs(summed - total), abs(summed - withheld - total)) <= rounding
    yield Check("lines_total", passed, summed, total)


def _taxes(fields: Fields) -> Iterator[Check]:
    """Compare base times rate with the tax."""
    base, rate, tax = (number(fields[name].value) for name in ("subtotal", "tax_rate", "tax"))
    if base is not None and rate is not None and tax is not None:
        expected = share(base, rate)
        yield Check("tax_amount", abs(expected - tax) <= TOLERANCE, expected, tax)


def _totals(fields: Fields) -> Iterator[Check]:
    """Compare base plus tax with the total."""
    base, tax, total = (number(fields[name].value) for name in ("subtotal", "tax", "total"))
    if base is not None and tax is not None and total is not None:
        withheld = number(fields["withheld"].value) or Decimal(0)
        expected = base + tax
        passed = abs(expected - total) <= TOLERANCE or abs(expected - withheld - total) <= TOLERANCE
        yield Check("totals", passed, expected, total)


def _of_invoice(invoice: Invoice) -> Iterator[Check]:
    """The totals of a structured invoice, recomputed as EN 16931 computes them (BR-CO-10 to BR-CO-17)."""
    totals = invoice.totals
    nets = [line.net for line in invoice.lines]
    if nets and None not in nets and totals.lines is not None:
        summed = sum((net for net in nets if net is not None), Decimal(0))
        yield Check("lines_total", abs(summed - totals.lines) <= TOLERANCE, summed, totals.lines)
    for tax in invoice.taxes:
        if tax.base is not None and tax.rate is not None and tax.amount is not None:
            expected = share(tax.base, tax.rate)
            tolerance = Decimal(1) if invoice.currency in WHOLE_CURRENCIES else TOLERANCE
            yield Check("tax_amount", abs(expected - tax.amount) <= tolerance, expected, tax.amount)
    if totals.base is not None and totals.total is not None:
        expected = totals.base + (totals.tax or Decimal(0))
        yield Check("totals", abs(expected - totals.total) <= TOLERANCE, expected, totals.total)
    if invoice.invoices_in_file > 1:
        yield Check("one_invoice", passed=False, expected=1, found=invoice.invoices_in_file)


def number(value: Any) -> Decimal | None:
    """Return a value as a number; a model may answer text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if is_plausible(number) else None
