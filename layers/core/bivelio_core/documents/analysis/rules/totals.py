"""Total, base, tax and rate: by their labels, and by what adds up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .amounts import Amount, amounts, percentages
from .lines import Hit, TextLine, field, labelled

RATES = frozenset(
    Decimal(rate)
    for rate in (
        "2",
        "2.1",
        "3",
        "4",
        "5",
        "5.5",
        "6",
        "7",
        "8.1",
        "8.5",
        "9",
        "10",
        "19",
        "20",
        "21",
        "22",
        "23",
        "25",
    )
)
"""The rates of VAT and IGIC in force in the countries around."""
LOWEST_RATE, HIGHEST_RATE = Decimal("0.015"), Decimal("0.28")
TOLERANCE = Decimal("0.02")
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
    """Return the totals. Three amounts of which two add up to the third are surer than any label."""
    candidates = list(labelled_totals(lines))
    bases = list(labelled(lines, labels.BASE, last_amount, LIKELY, whole_line=True))
    taxes = list(labelled(lines, labels.TAX, last_amount, LIKELY, below=0, whole_line=True))
    withheld = next(iter(labelled(lines, labels.WITHHELD, last_amount, LIKELY, below=0, whole_line=True)), ABSENT)
    best = best_sum(placed_amounts(lines), candidates, bases, taxes)
    if best is None:
        return after_withholding(candidates, bases, taxes, withheld) or mixed(
            surest(candidates), bases, taxes, withheld
        )
    named = next((each for each in candidates if each.value == best.total.value and each.confidence > GUESS), None)
    several = rate_lines(lines)
    one = [{"base": best.base.value, "rate": best.rate, "amount": best.tax.value}]
    return Totals(
        total=raised(named) if named else field(best.total.value, LIKELY, best.total.line),
        base=field(best.base.value, ADDS_UP, best.base.line),
        tax=field(best.tax.value, ADDS_UP, best.tax.line),
        rate=ABSENT if best.rate is None else field(best.rate, ADDS_UP, best.tax.line),
        taxes=several if best.rate is None else field(one, ADDS_UP, best.tax.line),
        withheld=withheld,
    )


def after_withholding(
    totals: Sequence[Field], bases: Sequence[Field], taxes: Sequence[Field], withheld: Field
) -> Totals | None:
    """Return the totals when base and tax less what is withheld give the total, as freelancers invoice in Spain."""
    if not withheld.is_found:
        return None
    withheld_amount = abs(withheld.value)
    for total in totals:
        for base in bases:
            for tax in taxes:
                if abs(base.value + tax.value - withheld_amount - total.value) <= TOLERANCE and tax.value > 0:
                    rate = next((rate for rate in RATES if abs(base.value * rate / 100 - tax.value) <= TOLERANCE), None)
                    breakdown = [{"base": base.value, "rate": rate, "amount": tax.value}]
                    return Totals(
                        total=raised(total),
                        base=raised(base),
                        tax=raised(tax),
                        rate=ABSENT if rate is None else Field(rate, ADDS_UP, tax.page, tax.evidence),
                        taxes=ABSENT if rate is None else Field(breakdown, ADDS_UP, tax.page, tax.evidence),
                        withheld=Field(withheld_amount, ADDS_UP, withheld.page, withheld.evidence),
                    )
    return None


def mixed(total: Field, bases: Sequence[Field], taxes: Sequence[Field], withheld: Field) -> Totals:
    """Return the totals of a document of which no three add up: without tax the base is the total."""
    fitting = [each for each in bases if not total.is_found or abs(each.value) <= abs(total.value)]
    base = surest(fitting)
    if total.is_found and base.value == total.value:
        none = Field(Decimal("0.00"), WEAK, base.page, base.evidence)
        return Totals(raised(total), raised(base), none, withheld=withheld)
    lower = [each for each in taxes if not total.is_found or abs(each.value) < abs(total.value)]
    return Totals(total, base, surest(lower), withheld=withheld)


def rate_lines(lines: Sequence[TextLine]) -> Field:
    """Return the tax breakdown: lines that have a rate, a base and the tax on it, the rate with or without %."""
    breakdown, evidence = [], []
    for line in lines:
        values = [each.value for each in amounts(line.text)]
        rates = percentages(line.text) or [rate for rate in plain_rates(line) if rate in RATES]
        for rate in dict.fromkeys(rates):
            pair = next(
                ((a, b) for a in values for b in values if b and a != b and abs(a * rate / 100 - b) <= TOLERANCE), None
            )
            entry = None if pair is None else {"base": pair[0], "rate": rate, "amount": pair[1]}
            if entry is not None and entry not in breakdown:
                breakdown.append(entry)
                evidence.append(line)
    return field(breakdown, LIKELY, *evidence) if breakdown else ABSENT


def plain_rates(line: TextLine) -> Iterator[Decimal]:
    """Return the columns of a line that are a number of at most two digits."""
    for cell in line.cells:
        text = cell.replace(",", ".")
        if len(text) <= 4 and text.replace(".", "", 1).isdigit():
            yield Decimal(text)


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
