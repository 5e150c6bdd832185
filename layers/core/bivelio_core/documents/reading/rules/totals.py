"""Total, base, tax and rate: by their labels, and by what adds up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bivelio_core.documents.reading.fields import ABSENT, Field

from . import labels
from .amounts import Amount, amounts, percentages
from .lines import Found, TextLine, field, labelled

RATES = tuple(
    Decimal(rate)
    for rate in (
        "21",
        "10",
        "4",
        "5",
        "7",
        "19",
        "20",
        "5.5",
        "2.1",
        "8.5",
        "22",
        "23",
        "25",
        "6",
        "9",
        "8.1",
        "3",
        "2",
    )
)
"""The rates of VAT and IGIC in force in the countries around, the Spanish ones first."""
TOLERANCE = Decimal("0.02")
MAXIMUM_AMOUNTS = 150
SURE, LIKELY, WEAK, GUESS = 0.9, 0.8, 0.65, 0.45
ADDS_UP = 0.97


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


def totals_of(lines: Sequence[TextLine]) -> Totals:
    """Return the totals. Three amounts of which two add up to the third at a known rate are surer than any label."""
    candidates = list(labelled_totals(lines))
    bases = list(labelled(lines, labels.BASE, last_amount, LIKELY))
    taxes = list(labelled(lines, labels.TAX, tax_amount, LIKELY, below=0))
    withheld = next(iter(labelled(lines, labels.WITHHELD, tax_amount, LIKELY, below=0)), ABSENT)
    breakdown = sums(placed_amounts(lines), {each.value for each in candidates})
    if breakdown is not None:
        base, tax, total, rate = breakdown
        named = next((each for each in candidates if each.value == total.value), None)
        evidence = named or field(total.value, ADDS_UP, total.line)
        return Totals(
            total=Field(total.value, ADDS_UP if named else LIKELY, evidence.page, evidence.evidence),
            base=field(base.value, ADDS_UP, base.line),
            tax=field(tax.value, ADDS_UP, tax.line),
            rate=field(rate, ADDS_UP, tax.line),
            taxes=field([{"base": base.value, "rate": rate, "amount": tax.value}], ADDS_UP, tax.line),
            withheld=withheld,
        )
    return mixed(surest(candidates), bases, taxes, withheld, lines)


def mixed(
    total: Field, bases: Sequence[Field], taxes: Sequence[Field], withheld: Field, lines: Sequence[TextLine]
) -> Totals:
    """Return the totals of a document with several rates or none: base and tax are those that add up to the total."""
    if not total.is_found:
        return Totals(total, surest(bases), surest(taxes), withheld=withheld)
    for base in sorted(bases, key=lambda each: -each.value):
        tax = total.value - base.value
        if tax == 0:
            return Totals(raised(total), raised(base), Field(Decimal("0.00"), WEAK, base.page, base.evidence))
        named = next((each for each in taxes if abs(each.value - tax) <= TOLERANCE), None)
        if named is not None:
            return Totals(raised(total), raised(base), raised(named), taxes=rate_lines(lines), withheld=withheld)
    fitting = [each for each in bases if abs(each.value) <= abs(total.value)]
    return Totals(
        total, surest(fitting), surest([each for each in taxes if each.value < total.value]), withheld=withheld
    )


def rate_lines(lines: Sequence[TextLine]) -> Field:
    """Return the tax breakdown: lines that have a rate, a base and the tax on it."""
    found, evidence = [], []
    for line in lines:
        rates, values = percentages(line.text), [each.value for each in amounts(line.text)]
        for rate in rates:
            pair = next(
                ((a, b) for a in values for b in values if b and a != b and abs(a * rate / 100 - b) <= TOLERANCE), None
            )
            if pair:
                found.append({"base": pair[0], "rate": rate, "amount": pair[1]})
                evidence.append(line)
    return field(found, LIKELY, *evidence) if found else ABSENT


def raised(found: Field) -> Field:
    """Return a field that something else confirms."""
    return Field(found.value, ADDS_UP, found.page, found.evidence)


def surest(found: Sequence[Field]) -> Field:
    """Return the surest field; of several, the last in the document, where totals are."""
    return max(reversed(found), key=lambda each: each.confidence, default=ABSENT)


def labelled_totals(lines: Sequence[TextLine]) -> Iterator[Field]:
    """Return the amounts that a label calls the total, and the largest amount, which is a guess."""
    yield from labelled(lines, labels.TOTAL, last_amount, SURE)
    plain = [line for line in lines if not (labels.BASE.search(line.text) or labels.WITHHELD.search(line.text))]
    for found in labelled(plain, labels.TOTAL_WEAK, last_amount, WEAK):
        taxed = labels.TAX.search((found.evidence or "").split(" / ")[0])
        yield Field(found.value, GUESS if taxed else WEAK, found.page, found.evidence)
    placed = list(placed_amounts(lines))
    if placed:
        largest = max(placed, key=lambda each: each.value)
        yield field(largest.value, GUESS - 0.1, largest.line)


def last_amount(text: str) -> Iterator[Found]:
    """Return the last amount of a text: rows of totals often begin with their base."""
    found = list(amounts(text))
    if found:
        yield Found(found[-1].value, 0 if is_alone(text, found[-1]) else found[-1].start)


def tax_amount(text: str) -> Iterator[Found]:
    """Return the last amount of a text: a tax stands after its rate and its base."""
    yield from last_amount(text)


def is_alone(text: str, found: Amount) -> bool:
    """Whether a text is an amount and at most its currency."""
    return not any(character.isdigit() for character in text[: found.start] + text[found.end :])


def placed_amounts(lines: Sequence[TextLine]) -> list[Placed]:
    """Return the amounts above zero of all lines, the last ones first, where the totals are."""
    found = [
        Placed(each.value, line, at) for at, line in enumerate(lines) for each in amounts(line.text) if each.value > 0
    ]
    return found[::-1][:MAXIMUM_AMOUNTS]


def sums(placed: Sequence[Placed], named: set[Decimal]) -> tuple[Placed, Placed, Placed, Decimal] | None:
    """Return base, tax, total and rate: amounts that add up, near each other; totals that a label names first."""
    by_value: dict[Decimal, Placed] = {}
    for each in placed:
        by_value.setdefault(each.value, each)
    values = sorted(by_value, reverse=True)
    for total in sorted(values, key=lambda value: (value not in named, -value)):
        for rate in RATES:
            base = next((b for b in values if b < total and abs(b * (1 + rate / 100) - total) <= TOLERANCE), None)
            if base is not None and total - base in by_value:
                found = by_value[base], by_value[total - base], by_value[total], rate
                if total in named or is_near(found[:3]):
                    return found
    return None


def is_near(found: Sequence[Placed]) -> bool:
    """Whether amounts stand within a few lines: amounts anywhere add up by chance."""
    places = [each.at for each in found]
    return max(places) - min(places) <= 12
