"""Spanish taxes that EN 16931 has no term for, as the notes of our own invoices state them (BT-22).

`invoices.exports.en16931` writes the notes, in three languages and one form. A note counts only where its amounts agree
with those of the document, so a sentence of somebody else changes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from .cents import CENT, share
from .invoices import Invoice, Line, Tax

AMOUNTS = r"(\d{1,2}(?:\.\d{1,4})?) % (?:de|of) (-?\d{1,15}\.\d\d) ([A-Z]{3}) = (-?\d{1,15}\.\d\d) [A-Z]{3}"
IRPF = re.compile(rf"^[^:\n]{{0,60}}\bIRPF\)?: {AMOUNTS}\.")
RECARGO = re.compile(
    rf"^[^:\n]{{0,60}}(?:Recargo de equivalencia|recargo de equivalencia\)|Recàrrec d’equivalència): {AMOUNTS}, "
    r"[^:\n]{0,60}?(\d{1,2}(?:\.\d{1,4})?) %\.$"
)
STANDARD = "S"


class NoteTax(NamedTuple):
    """A tax of a note: its rate, base and amount, and for recargo the rate that it is part of."""

    rate: Decimal
    base: Decimal
    amount: Decimal
    whole: Decimal | None = None


def with_spanish_taxes(invoice: Invoice) -> Invoice:
    """Return an invoice with the IRPF and the recargo that its notes tell of, if they agree with its amounts."""
    return _with_irpf(_with_recargo(invoice))


def _note_taxes(notes: tuple[str, ...], pattern: re.Pattern[str], currency: str | None) -> Iterator[NoteTax]:
    for note in notes:
        match = pattern.match(note)
        if match and match[3] == currency:
            rate, base, _, amount, *whole = match.groups()
            yield NoteTax(Decimal(rate), Decimal(base), Decimal(amount), Decimal(whole[0]) if whole else None)


def _with_irpf(invoice: Invoice) -> Invoice:
    totals = invoice.totals
    if totals.withheld is not None or totals.total is None or totals.due is None:
        return invoice
    for note_tax in _note_taxes(invoice.notes, IRPF, invoice.currency):
        if note_tax.base == totals.base and abs(share(note_tax.base, note_tax.rate) - note_tax.amount) <= CENT:
            withheld = Tax(note_tax.base, note_tax.amount, note_tax.rate, kind="IRPF", is_withheld=True)
            return replace(
                invoice,
                taxes=(*invoice.taxes, withheld),
                totals=replace(totals, withheld=note_tax.amount, due=totals.due - note_tax.amount),
            )
    return invoice


def _with_recargo(invoice: Invoice) -> Invoice:
    by_rate = {each.whole: each for each in _note_taxes(invoice.notes, RECARGO, invoice.currency)}
    if not by_rate:
        return invoice
    taxes = tuple(_split(tax, by_rate.get(tax.rate)) for tax in invoice.taxes)
    parts = {whole.rate: part for whole, part in zip(invoice.taxes, taxes, strict=True) if part is not whole}
    return replace(invoice, taxes=taxes, lines=tuple(_split_line(line, parts) for line in invoice.lines))


def _split(tax: Tax, note_tax: NoteTax | None) -> Tax:
    """Return a tax as IVA and recargo, if the recargo that a note tells of is part of it."""
    if (
        note_tax is None
        or tax.category != STANDARD
        or tax.base != note_tax.base
        or tax.amount is None
        or tax.rate is None
    ):
        return tax
    return replace(
        tax,
        rate=tax.rate - note_tax.rate,
        amount=tax.amount - note_tax.amount,
        surcharge_rate=note_tax.rate,
        surcharge_amount=note_tax.amount,
    )


def _split_line(line: Line, parts: dict[Decimal | None, Tax]) -> Line:
    part = parts.get(line.tax_rate)
    if part is None or line.tax_category != STANDARD:
        return line
    taxes = tuple(replace(tax, rate=part.rate, surcharge_rate=part.surcharge_rate) for tax in line.taxes)
    return replace(line, tax_rate=part.rate, taxes=taxes)
