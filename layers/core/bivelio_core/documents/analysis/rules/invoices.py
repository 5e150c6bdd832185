"""The fields of an invoice by rules."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .amounts import currency_in
from .dates import dates, has_month_first
from .lines import Finder, Hit, TextLine, best, cell_below, field, labelled, rest_of_cell
from .numbers import document_numbers, ibans
from .parties import parties_of
from .tables import line_items
from .totals import Totals, totals_of


def invoice_fields(lines: Sequence[TextLine]) -> dict[str, Field]:
    """Return every field of an invoice that the lines have."""
    totals, parties = totals_of(lines), parties_of(lines)
    days = partial(days_in, month_first=has_month_first("\n".join(line.text for line in lines)))
    return {
        "invoice_number": invoice_number(lines),
        "date": issue_date(lines, days),
        "due_date": best(labelled(lines, labels.DUE_DATE, days, 0.85)) or ABSENT,
        "total": totals.total,
        "currency": currency(lines, totals.total),
        "subtotal": totals.base,
        "tax": totals.tax,
        "tax_rate": totals.rate,
        "taxes": totals.taxes,
        "withheld": totals.withheld,
        "amount_due": totals.due,
        "disbursed": totals.disbursed,
        "line_items": line_items(lines, totals.base, totals.total, rates_of(totals)),
        "issuer": parties.issuer,
        "recipient": parties.recipient,
        "issuer_nif": part_of(parties.issuer, "nif"),
        "recipient_nif": part_of(parties.recipient, "nif"),
        "iban": bank_account(lines),
        "is_credit_note": credit_note(lines, totals.total),
    }


def part_of(whole: Field, name: str) -> Field:
    """Return one value of a field that has several."""
    value = whole.value[name] if whole.is_found else None
    return ABSENT if value is None else Field(value, whole.confidence, whole.page, whole.evidence)


def invoice_number(lines: Sequence[TextLine]) -> Field:
    """Return the number: at a label that says number, else after the word invoice; never that of a corrected one."""
    own = [line for line in lines if not labels.CORRECTED.search(line.text)]
    alone = (
        Field(each.value, 0.8, line.page, line.text)
        for at, line in enumerate(own)
        for column, cell in enumerate(line.cells)
        if (label := labels.NUMBER_ALONE.match(cell)) is not None
        for each in number_beside(own, at, column, label.end())
    )
    return (
        best(
            labelled(own, labels.NUMBER, document_numbers, 0.92),
            labelled(own, labels.NUMBER_WEAK, document_numbers, 0.75),
            alone,
        )
        or ABSENT
    )


def number_beside(lines: Sequence[TextLine], at: int, column: int, end: int) -> Iterator[Hit]:
    """Return the number after a label in its column, else in the next column, else below it."""
    line = lines[at]
    rest = line.cells[column][end:].strip(" :")
    if not rest and column + 1 < len(line.cells):
        rest = line.cells[column + 1]
    if not rest and at + 1 < len(lines):
        rest = cell_below(line, column, lines[at + 1]) or ""
    yield from document_numbers(rest)


def credit_note(lines: Sequence[TextLine], total: Field) -> Field:
    """Return whether it is one: by its title, by what it says to correct, or by a negative total."""
    titled = next((line for line in lines if labels.CREDIT_TITLE.search(line.text)), None)
    if titled is not None:
        return field(True, 0.9, titled)
    if total.is_found and total.value < 0:
        return Field(True, 0.8, total.page, total.evidence)
    return Field(False, 0.7)


def rates_of(totals: Totals) -> list[Decimal]:
    """Return the rates of the tax breakdown."""
    return [each["rate"] for each in totals.taxes.value] if totals.taxes.is_found else []


def issue_date(lines: Sequence[TextLine], days: Finder) -> Field:
    """Return the date of issue: at its label, beside the number, at the word date, else the first of no other use."""
    plain = [line for line in lines if not (labels.OTHER_DATE.search(line.text) or labels.DUE_DATE.search(line.text))]
    first = next((field(each.value, 0.5, line) for line in plain for each in days(line.text)), ABSENT)
    numbered = [line for line in plain if labels.NUMBER.search(line.text)]
    return (
        best(
            labelled(lines, labels.DATE, days, 0.92),
            labelled(numbered, labels.DATE_WEAK, days, 0.9, below=0),
            labelled(plain, labels.DATE_WEAK, days, 0.75),
        )
        or first
    )


def days_in(text: str, *, month_first: bool) -> Iterator[Hit]:
    """Return the dates of a text, as ISO 8601."""
    for day in dates(text, month_first=month_first):
        yield Hit(day.value.isoformat(), day.start)


def currency(lines: Sequence[TextLine], total: Field) -> Field:
    """Return the currency of the total, else that of its label, else the one named most often."""
    beside = currency_in(total.evidence or "") or next(
        (code for each in labelled(lines, labels.CURRENCY, rest_of_cell, 0.9) if (code := currency_in(each.value))),
        None,
    )
    if beside is not None:
        return Field(beside, 0.95, total.page, total.evidence)
    named = currency_in("\n".join(line.text for line in lines))
    return ABSENT if named is None else Field(named, 0.8)


def bank_account(lines: Sequence[TextLine]) -> Field:
    """Return the first account whose check digits are right."""
    every = (field(iban.value, 0.9, line) for line in lines for iban in ibans(line.text))
    return next(every, ABSENT)
