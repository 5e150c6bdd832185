"""Total, base, tax and rate: by their labels, and by what adds up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bivelio_core.documents.analysis.cents import share
from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .amounts import Amount, amounts
from .breakdown import TaxRow, fitting, tax_rows
from .lines import Hit, TextLine, field, labelled
from .tax_rates import RATES, TOLERANCE, WITHHOLDING

ZERO = Decimal(0)
ZERO_RATE = re.compile(r"(?<![\d.,])0(?:[.,]00?)?\s?%")
LOWEST_RATE, HIGHEST_RATE = Decimal("0.015"), Decimal("0.28")
MAXIMUM_AMOUNTS = 150
SURE, LIKELY, WEAK, GUESS = 0.9, 0.8, 0.65, 0.45
ADDS_UP = 0.97
NEAR_LINES = 12
LEAST_POINTS = 3
"""Below it three amounts add up by chance."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document says it adds up to."""

    total: Field = ABSENT
    base: Field = ABSENT
    tax: Field = ABSENT
    rate: Field = ABSENT
    taxes: Field = ABSENT
    withheld: Field = ABSENT
    due: Field = ABSENT
    disbursed: Field = ABSENT


@dataclass(frozen=True, slots=True)
class Placed:
    """An amount and the line it stands in."""

    value: Decimal
    line: TextLine
    at: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Base and tax that add up to a total; the rate is None where several are mixed."""

    base: Placed
    tax: Placed
    total: Placed
    rate: Decimal | None
    points: int


def totals_of(lines: Sequence[TextLine]) -> Totals:
    """Return the totals: by a breakdown or a withholding that adds up, else by three amounts, else by labels.

    The total is before what is withheld, also where the page calls what is to be paid its total.
    """
    candidates = list(labelled_totals(lines))
    bases = list(labelled(lines, labels.BASE, last_amount, LIKELY, whole_line=True))
    taxes = list(labelled(lines, labels.TAX, last_amount, LIKELY, below=0, whole_line=True))
    withheld = positive(
        next(iter(labelled(lines, labels.WITHHELD, last_amount, LIKELY, below=0, whole_line=True)), ABSENT)
    )
    rows = tax_rows(lines)
    placed = placed_amounts(lines)
    best = best_sum(placed, candidates, bases, taxes)
    due = surest(list(labelled(lines, labels.DUE, last_amount, LIKELY, whole_line=True)))
    if any(labels.WITHHELD.search(line.text) for line in lines):
        reduced = after_withholding(lines, placed, rows, best)
        if reduced is not None:
            return reduced
    if (broken_down := by_breakdown(rows, candidates, best)) is not None:
        return replace(broken_down, withheld=withheld, due=due)
    if best is None:
        return replace(mixed(surest(candidates), bases, taxes, withheld, lines), due=due)
    named = next((each for each in candidates if each.value == best.total.value and each.confidence > GUESS), None)
    one = [{"base": best.base.value, "rate": best.rate, "amount": best.tax.value}]
    entries = [row.entry() for row in rows]
    several = field(entries, LIKELY, *(row.line for row in rows)) if entries else ABSENT
    return Totals(
        total=raised(named) if named else field(best.total.value, LIKELY, best.total.line),
        base=field(best.base.value, ADDS_UP, best.base.line),
        tax=field(best.tax.value, ADDS_UP, best.tax.line),
        rate=ABSENT if best.rate is None else field(best.rate, ADDS_UP, best.tax.line),
        taxes=several if best.rate is None else field(one, ADDS_UP, best.tax.line),
        withheld=withheld,
        due=due,
    )


def by_breakdown(rows: Sequence[TaxRow], totals: Sequence[Field], best: Sum | None) -> Totals | None:
    """Return the totals of rows that add up to a labelled total; None for one row without surcharge, or other sums."""
    stated = [each for each in totals if each.confidence > GUESS]
    breakdown = fitting(rows, [each.value for each in stated])
    if not breakdown or (len(breakdown) == 1 and breakdown[0].surcharge_rate is None):
        return None
    base, tax = sum_of_rows(breakdown)
    if best is not None and abs(best.total.value) > abs(base + tax):
        return None
    total = next(each for each in stated if abs(each.value - base - tax) <= TOLERANCE)
    return of_rows(breakdown, raised(total))


def of_rows(rows: Sequence[TaxRow], total: Field) -> Totals:
    """Return the totals that rows of the breakdown give."""
    places = [row.line for row in rows]
    base, tax = sum_of_rows(rows)
    return Totals(
        total=total,
        base=field(base, ADDS_UP, *places),
        tax=field(tax, ADDS_UP, *places),
        rate=field(rows[0].rate, ADDS_UP, places[0]) if len(rows) == 1 else ABSENT,
        taxes=field([row.entry() for row in rows], ADDS_UP, *places),
    )


def sum_of_rows(rows: Sequence[TaxRow]) -> tuple[Decimal, Decimal]:
    """Return base and taxes of rows."""
    return sum((row.base for row in rows), ZERO), sum((row.tax + row.surcharge for row in rows), ZERO)


def after_withholding(
    lines: Sequence[TextLine], placed: Sequence[Placed], rows: Sequence[TaxRow], best: Sum | None
) -> Totals | None:
    """Return the totals of which IRPF is taken off, perhaps with what was paid for the client added (suplidos).

    IRPF is one of its rates of the base, and what is payable stands on the page.
    """
    values: dict[Decimal, Placed] = {}
    for each in placed:
        values.setdefault(abs(each.value), each)
    added = [ZERO, *(each.value for each in labelled(lines, labels.DISBURSED, last_amount, LIKELY, whole_line=True))]
    for breakdown in taxed(values, rows, best):
        base, tax = sum_of_rows(breakdown)
        for rate in WITHHOLDING:
            withheld = values.get(abs(share(base, rate)))
            if withheld is None or not tax or abs(withheld.value) == abs(tax):
                continue
            amount = abs(withheld.value).copy_sign(base)
            rests = [(more, base + tax - amount + more) for more in added]
            more, rest = next(((more, rest) for more, rest in rests if abs(rest) in values), (ZERO, ZERO))
            if not rest:
                continue
            payable = values[abs(rest)]
            total = values.get(abs(base + tax), payable)
            return replace(
                of_rows(breakdown, field(base + tax, ADDS_UP, total.line)),
                withheld=field(amount, ADDS_UP, withheld.line),
                due=field(payable.value, ADDS_UP, payable.line),
                disbursed=field(more, LIKELY, payable.line) if more else ABSENT,
            )
    return None


def taxed(values: Mapping[Decimal, Placed], rows: Sequence[TaxRow], best: Sum | None) -> Iterator[tuple[TaxRow, ...]]:
    """Return the breakdowns that amounts of a page may be: all rows, each row, and each base with its tax."""
    if len({row.rate for row in rows}) == len(rows) > 1:
        yield tuple(rows)
    yield from ((row,) for row in rows)
    if best is not None and best.rate is not None:
        yield (TaxRow(best.base.value, best.rate, best.tax.value, best.tax.line),)
    for base in sorted(values, reverse=True):
        for rate in (Decimal(21), Decimal(10), Decimal(4)):
            if (tax := values.get(share(base, rate))) is not None:
                yield (TaxRow(values[base].value, rate, tax.value, tax.line),)


def positive(each: Field) -> Field:
    """Return an amount without the sign with which a page takes it off."""
    return Field(abs(each.value), each.confidence, each.page, each.evidence) if each.is_found else each


def mixed(
    total: Field, bases: Sequence[Field], taxes: Sequence[Field], withheld: Field, lines: Sequence[TextLine]
) -> Totals:
    """Return the totals of a document of which no three add up: without tax the base is the total."""
    fitting = [each for each in bases if not total.is_found or abs(each.value) <= abs(total.value)]
    base = surest(fitting)
    if total.is_found and base.value == total.value:
        none = Field(Decimal("0.00"), WEAK, base.page, base.evidence)
        is_untaxed = any(labels.EXEMPT.search(line.text) or ZERO_RATE.search(line.text) for line in lines)
        entry = [{"base": base.value, "rate": ZERO, "amount": none.value}]
        taxes_field = Field(entry, WEAK, base.page, base.evidence) if is_untaxed else ABSENT
        return Totals(raised(total), raised(base), none, taxes=taxes_field, withheld=withheld)
    lower = [each for each in taxes if not total.is_found or abs(each.value) < abs(total.value)]
    return Totals(total, base, surest(lower), withheld=withheld)


def raised(field: Field) -> Field:
    """Return a field that something else confirms."""
    return Field(field.value, ADDS_UP, field.page, field.evidence)


def surest(fields: Sequence[Field]) -> Field:
    """Return the surest field; of several, the last in the document, where totals are."""
    return max(reversed(fields), key=lambda each: each.confidence, default=ABSENT)


def labelled_totals(lines: Sequence[TextLine]) -> Iterator[Field]:
    """Return the amounts that a label calls the total, and the largest amount, which is a guess."""
    yield from labelled(lines, labels.TOTAL, last_amount, SURE, whole_line=True)
    yield from labelled(lines, labels.DUE, last_amount, SURE - 0.05, whole_line=True)
    plain = [line for line in lines if not (labels.BASE.search(line.text) or labels.WITHHELD.search(line.text))]
    for total in labelled(plain, labels.TOTAL_WEAK, last_amount, WEAK, whole_line=True):
        taxed = labels.TAX.search((total.evidence or "").split(" / ")[0])
        alone = labels.TOTAL_WEAK.match(total.evidence or "")
        yield Field(total.value, GUESS if taxed else WEAK + 0.1 if alone else WEAK, total.page, total.evidence)
    placed = placed_amounts(lines)
    if placed:
        largest = max(placed, key=lambda each: each.value)
        yield field(largest.value, GUESS - 0.1, largest.line)


def last_amount(text: str) -> Iterator[Hit]:
    """Return the last amount of a text: rows of totals often begin with their base, taxes with their rate."""
    line_amounts = [each for each in amounts(text) if not each.is_price]
    if line_amounts:
        yield Hit(line_amounts[-1].value, 0 if is_alone(text, line_amounts[-1]) else line_amounts[-1].start)


def is_alone(text: str, amount: Amount) -> bool:
    """Whether a text is an amount and at most its currency."""
    return not any(character.isdigit() for character in text[: amount.start] + text[amount.end :])


def placed_amounts(lines: Sequence[TextLine]) -> list[Placed]:
    """Return the amounts of all lines that are not zero, the last ones first, where the totals are."""
    placed = [
        Placed(each.value, line, at)
        for at, line in enumerate(lines)
        for each in amounts(line.text)
        if each.value and not each.is_price
    ]
    return placed[::-1][:MAXIMUM_AMOUNTS]


def best_sum(
    placed: Sequence[Placed], totals: Sequence[Field], bases: Sequence[Field], taxes: Sequence[Field]
) -> Sum | None:
    """Return the sum with most points; of equal ones the largest, because parts of a breakdown add up too."""
    by_value: dict[Decimal, Placed] = {}
    for each in placed:
        by_value.setdefault(each.value, each)
    points = tuple(surest_by_value(some) for some in (totals, bases, taxes))
    sums = [
        candidate
        for total in by_value.values()
        for base in by_value.values()
        if (candidate := sum_of(base, by_value.get(total.value - base.value), total, points)) is not None
    ]
    return max(sums, key=lambda candidate: (candidate.points, abs(candidate.total.value)), default=None)


def surest_by_value(fields: Sequence[Field]) -> dict[Decimal, float]:
    """Return how sure each value is at its surest label."""
    ordered = sorted(fields, key=lambda each: each.confidence)
    return {each.value: each.confidence for each in ordered}


def sum_of(
    base: Placed, tax: Placed | None, total: Placed, labelled_as: tuple[dict[Decimal, float], ...]
) -> Sum | None:
    """Return base, tax and total with their points, None when a tax cannot be that or they stand too far apart."""
    if tax is None or not LOWEST_RATE <= tax.value / base.value <= HIGHEST_RATE:
        return None
    places = [base.at, tax.at, total.at]
    if max(places) - min(places) > NEAR_LINES:
        return None
    rate = next((rate for rate in RATES if abs(base.value * rate / 100 - tax.value) <= TOLERANCE), None)
    totals, bases, taxes = labelled_as
    points = 2 if rate is not None else 0
    points += 3 if totals.get(total.value, 0) >= SURE - 0.1 else 2 if totals.get(total.value, 0) >= WEAK else 0
    points += (1 if base.value in bases else 0) + (1 if tax.value in taxes else 0)
    points += 1 if base.at == tax.at == total.at else 0
    return Sum(base, tax, total, rate, points) if points >= LEAST_POINTS else None
