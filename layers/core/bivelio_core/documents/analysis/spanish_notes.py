"""What EN 16931 has no term for, as the notes of our own invoices state it (BT-20, BT-22, BT-104).

`invoices.exports.notes` writes them, in three languages and one form. What has amounts counts only where they agree
with those of the document, so a sentence of somebody else changes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .cents import CENT, share
from .invoices import Adjustment, Disbursement, DuePart, ExchangeRate, Invoice, Line, Tax

AMOUNTS = r"(\d{1,2}(?:\.\d{1,4})?) % (?:de|of) (-?\d{1,15}\.\d\d) ([A-Z]{3}) = (-?\d{1,15}\.\d\d) [A-Z]{3}"
IRPF = re.compile(rf"^[^:\n]{{0,60}}\bIRPF\)?: {AMOUNTS}\.")
RECARGO = re.compile(
    rf"^[^:\n]{{0,60}}(?:Recargo de equivalencia|recargo de equivalencia\)|Recàrrec d’equivalència): {AMOUNTS}, "
    r"[^:\n]{0,60}?(\d{1,2}(?:\.\d{1,4})?) %\.$"
)
RATE = re.compile(
    r"^(?:Tipus de canvi|Tipo de cambio|Exchange rate): "
    r"1 EUR = (\d{1,9}(?:\.\d{1,10})?) ([A-Z]{3}) \((\d{4}-\d\d-\d\d)\)\.$"
)
DUE_DATES = re.compile(r"^(?:Venciments|Vencimientos|Due dates): ([^:\n]{1,4000})\.$")
DUE_PART = re.compile(r"(\d{4}-\d\d-\d\d) = (\d{1,15}\.\d\d) ([A-Z]{3})")
CALLED = "(?:Suplert|Suplit|Suplido|Disbursement)"
DISBURSEMENT = re.compile(rf"^{CALLED}: (.*)$", re.DOTALL)
DISBURSEMENT_AMOUNT = re.compile(rf"^{CALLED}: (.*?) = (-?\d{{1,15}}\.\d\d) [A-Z]{{3}}$", re.DOTALL)
DISBURSEMENT_LAW = re.compile(r"(?:^|; )(?:suplerts|suplits|suplidos|disbursements): [^;]*78[^;]*$")
STANDARD = "S"
UNTAXED = frozenset({"E", "O"})
ZERO = Decimal(0)


class NoteTax(NamedTuple):
    """A tax of a note: its rate, base and amount, and for recargo the rate that it is part of."""

    rate: Decimal
    base: Decimal
    amount: Decimal
    whole: Decimal | None = None


def with_notes(invoice: Invoice) -> Invoice:
    """Return an invoice of EN 16931 with what its notes tell of: recargo, IRPF, suplidos, days of payment, the rate."""
    invoice = _with_irpf(_with_recargo(_with_disbursements(invoice)))
    return replace(invoice, due_parts=_due_parts(invoice), exchange_rate=_exchange_rate(invoice))


def disbursements_in(notes: tuple[str, ...]) -> tuple[Disbursement, ...]:
    """Return the suplidos of notes that state their amounts, one a line, as our Facturae do."""
    lines = (DISBURSEMENT_AMOUNT.match(line) for note in notes for line in note.split("\n"))
    return tuple(Disbursement(match[1], Decimal(match[2])) for match in lines if match)


def _with_disbursements(invoice: Invoice) -> Invoice:
    """Return an invoice whose untaxed charges that are called suplidos are outside its base and total."""
    charges = {index: charge for index, each in enumerate(invoice.adjustments) if (charge := _disbursement(each))}
    totals = invoice.totals
    if not charges or totals.base is None or totals.total is None:
        return invoice
    disbursed = sum((each.amount for each in charges.values()), ZERO)
    untaxed = next((tax for tax in invoice.taxes if tax.category in UNTAXED and not tax.rate), None)
    if untaxed is None or untaxed.base is None:
        return invoice
    has_lines = any(line.tax_category == untaxed.category for line in invoice.lines)
    reason = DISBURSEMENT_LAW.sub("", untaxed.exemption or "") or None
    rest = (replace(untaxed, base=untaxed.base - disbursed, exemption=reason),) if has_lines else ()
    place = invoice.taxes.index(untaxed)
    return replace(
        invoice,
        taxes=(*invoice.taxes[:place], *rest, *invoice.taxes[place + 1 :]),
        adjustments=tuple(each for index, each in enumerate(invoice.adjustments) if index not in charges),
        disbursements=tuple(charges.values()),
        totals=replace(
            totals,
            base=totals.base - disbursed,
            total=totals.total - disbursed,
            charges=(totals.charges or disbursed) - disbursed or None,
            disbursed=disbursed,
        ),
    )


def _disbursement(charge: Adjustment) -> Disbursement | None:
    match = DISBURSEMENT.match(charge.reason or "") if charge.is_charge and charge.tax_category in UNTAXED else None
    return Disbursement(match[1], charge.amount) if match else None


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
    if note_tax is None or tax.category != STANDARD or tax.amount is None or tax.rate is None:
        return tax
    if tax.base != note_tax.base:
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


def _due_parts(invoice: Invoice) -> tuple[DuePart, ...]:
    """Return the days of payment that the terms list, if they add up to what was to be paid at issue."""
    match, totals = DUE_DATES.match(invoice.payment_terms or ""), invoice.totals
    if match is None or totals.due is None:
        return ()
    parts = tuple(
        DuePart(day, Decimal(part[2]))
        for part in DUE_PART.finditer(match[1])
        if (day := _day(part[1])) and part[3] == invoice.currency
    )
    is_whole = sum((part.amount for part in parts), ZERO) == totals.due + (totals.prepaid or ZERO)
    return parts if is_whole and len(parts) > 1 else ()


def _exchange_rate(invoice: Invoice) -> ExchangeRate | None:
    for note in invoice.notes:
        match = RATE.match(note)
        if match and match[2] == invoice.currency != "EUR" and (day := _day(match[3])) and Decimal(match[1]):
            return ExchangeRate(Decimal(match[1]), day)
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
