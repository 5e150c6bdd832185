"""The lines of an invoice: rows of a table, under a heading that names its columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from bivelio_core.documents.analysis.cents import CENT, cents
from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .amounts import PERCENT, amounts, percentages
from .breakdown import plain_rates
from .lines import COLUMNS, EMPTY, TextLine, field

HEADINGS = labels.words(
    r"descripci(?:ó|ón|o)|concept[eo]s?|article|artículo|product[eo]?s?|servei|servicio|detall",
    r"description|item|service",
    r"bezeichnung|beschreibung|artikel(?:bezeichnung)?|produkt|leistung|position|pos\.?",
    r"désignation|omschrijving",
    r"quantitat|cantidad|quantity|qty|unitats|unidades|uds?|menge|anzahl|quantité|qté|nombre|aantal|hoeveelheid",
    r"preu|precio|price|rate|unit|preis|einzelpreis|prix|p\.u\.|prijs",
    r"import|importe|amount|betrag|summe|netto|montant|bedrag|gesamtpreis|zeilenbetrag",
)
END = (labels.TOTAL, labels.BASE, labels.TOTAL_WEAK, labels.IBAN)
QUANTITY = re.compile(r"^(\d{1,6}(?:[.,]\d{1,4})?)(?:\s*(?:x|×|\*|[A-Za-zÀ-ÿ.()]{1,12}))?$")
PRICE = re.compile(
    r"(?<![\w.,])(?P<minus>-\s?)?(\d{1,3}(?:[.,' ]\d{3})*[.,]\d{2,6}|\d+[.,]\d{1,6}|\d+)(?P<after>-(?!\w))?(?![\d.,])"
)
QUANTITY_HEADING = labels.words(
    r"quantitats?|quant\.?|cantidad(?:es)?|cant\.?|quantity|qty|unitats?|unidad(?:es)?|uds?\.?|uts?\.?|u\.|hores?|horas?|hours?"
    r"|hores/unitats|menge|anzahl|quantité|qté|aantal|hoeveelheid"
)
PRICE_HEADING = labels.words(
    r"preus?|precios?|prices?|p\.?\s?u\.?|pvp|tarifa|unit\s+price|rate|einzelpreis|preis|prix|prijs|p\.?\s*unit(?:ari|ario)?\.?"
)
TOLERANCE = Decimal("0.03")
MOST_PERCENT = 100
MAXIMUM_ROWS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has a description and an amount."""

    description: str
    quantity: Decimal | None
    unit_price: Decimal | None
    rates: tuple[Decimal, ...]
    amount: Decimal
    line: TextLine
    multiplies: bool
    """Whether quantity and price give the amount."""


def line_items(lines: Sequence[TextLine], base: Field, total: Field, rates: Sequence[Decimal]) -> Field:
    """Return the lines, each total with tax; they are surer when they add up to the base or to the total.

    Rows whose quantity and price give their amount are lines of the invoice; the others only where all together add up.
    `rates` are the document's: other percentages in a row are discounts.
    """
    every = list(rows_of(lines))[:MAXIMUM_ROWS]
    products = [row for row in every if row.multiplies]
    amounts = [amount_field.value for amount_field in (base, total) if amount_field.is_found]
    rows = next((some for some in (every, products) if adds_up(some, amounts)), products or every)
    if not rows:
        return ABSENT
    with_tax = len(amounts) < 2 or abs(summed(rows) - amounts[1]) <= abs(summed(rows) - amounts[0])
    confidence = 0.9 if adds_up(rows, amounts) else 0.4 + 0.2 * len(products) / len(every)
    items = [item(row, rates, with_tax=with_tax) for row in rows]
    return field(items, confidence, *(row.line for row in rows[:3]))


def summed(rows: Sequence[Row]) -> Decimal:
    """Return what the rows add up to."""
    return sum((row.amount for row in rows), Decimal(0))


def adds_up(rows: Sequence[Row], totals: Sequence[Decimal]) -> bool:
    """Whether the rows add up to one of some totals."""
    return any(abs(summed(rows) - value) <= TOLERANCE for value in totals)


def item(row: Row, rates: Sequence[Decimal], *, with_tax: bool) -> dict[str, Any]:
    """Return a line as the reference shows it; a document of one rate need not repeat it."""
    named = next((rate for rate in row.rates if rate in rates), None)
    rate = named if named is not None else rates[0] if len(rates) == 1 else None
    gross = row.amount if with_tax or rate is None else row.amount * (1 + rate / 100)
    return {
        "description": row.description,
        "quantity": row.quantity,
        "unit_price": row.unit_price,
        "tax_rate": rate,
        "total": cents(gross),
    }


def rows_of(lines: Sequence[TextLine]) -> Iterator[Row]:
    """Return the rows under each heading up to the totals.

    A table goes on over the end of a page, where not all repeat the heading: there only rows count whose quantity and
    price give their amount.
    """
    inside, page, price_first = False, 0, None
    for line, below in pairwise([*lines, EMPTY]):
        if is_heading(line):
            inside, page, price_first = True, line.page, has_price_first(line)
        elif inside and ends(line):
            inside = False
        elif (
            inside
            and (row := row_of(line, below, price_first=price_first)) is not None
            and (line.page == page or row.multiplies)
        ):
            yield row


def has_price_first(heading: TextLine) -> bool | None:
    """Return whether the column of prices stands before that of quantities; None when the heading names not both."""
    quantity, price = QUANTITY_HEADING.search(heading.text), PRICE_HEADING.search(heading.text)
    return None if quantity is None or price is None else price.start() < quantity.start()


def is_heading(line: TextLine) -> bool:
    """Whether a line names at least two columns and has no amount."""
    named = {heading.lower() for heading in HEADINGS.findall(line.text)}
    return len(named) >= 2 and not any(True for _ in amounts(line.text)) and len(line.cells) >= 2


def ends(line: TextLine) -> bool:
    """Whether the table is over: a column begins with a label of the totals."""
    return any(label.match(cell) for label in END for cell in line.cells)


def row_of(line: TextLine, below: TextLine, *, price_first: bool | None = None) -> Row | None:
    """Return a row: its last amount, and the quantity and price before it that give this amount.

    Its description is its longest text, else what stands in the line below it.
    """
    line_amounts = [each for each in amounts(line.text) if not each.is_price]
    if not line_amounts:
        return None
    description = longest_text(line) or ("" if any(True for _ in amounts(below.text)) else longest_text(below))
    if not description:
        return None
    amount, head = line_amounts[-1].value, line.text[: line_amounts[-1].start]
    cells = [cell for cell in COLUMNS.split(head) if cell != description]
    if len(line.cells) < 3:
        cells = [head.rpartition(description)[2]]
    numbers = [number for cell in cells for number in numbers_in(cell)]
    quantity, price = factors(numbers, amount, percentages(head), price_first=price_first)
    rates = (*percentages(line.text), *plain_rates(line))
    return Row(description, quantity or Decimal(1), price or amount, rates, amount, line, multiplies=price is not None)


def longest_text(line: TextLine) -> str:
    """Return the longest column that is a text: no percentage, and no quantity with its unit but at the beginning."""
    first, *others = line.cells
    texts = (cell for cell in (first, *(each for each in others if not QUANTITY.match(each))) if letters_of(cell) >= 3)
    return max((cell for cell in texts if not PERCENT.fullmatch(cell)), key=letters_of, default="")


def letters_of(text: str) -> int:
    """Return how many letters a text has."""
    return sum(map(str.isalpha, text))


def numbers_in(cell: str) -> Iterator[Decimal]:
    """Return the plain numbers of a cell, quantities as well as prices; rates are none."""
    for match in PRICE.finditer(PERCENT.sub(" ", cell)):
        text = match[2].replace(" ", "").replace("'", "")
        whole, mark, rest = text.rpartition("," if text.rfind(",") > text.rfind(".") else ".")
        digits = re.sub(r"\D", "", whole)
        value = Decimal(f"{digits}.{rest}") if mark else Decimal(rest)
        yield -value if match["minus"] or match["after"] else value


def factors(
    numbers: Sequence[Decimal], amount: Decimal, percents: Sequence[Decimal], *, price_first: bool | None = None
) -> tuple[Decimal | None, Decimal | None]:
    """Return the quantity and the price whose product, less a discount or with a tax, is the amount.

    Those next to the amount come first: further left stand the number of the row and that of the article. A plain
    number may be a discount where no other way leads to the amount. The heading says which of the two is the price.
    """
    reductions_shown = [Decimal(1), *(1 + part / 100 for each in percents for part in (-each, each))]
    pairs = [(at, to) for at in range(len(numbers) - 1, -1, -1) for to in range(at + 1, len(numbers))]
    for with_plain in (False, True):
        for at, to in pairs:
            first, second = numbers[at], numbers[to]
            others = [each for place, each in enumerate(numbers) if place not in (at, to) and 0 < each < MOST_PERCENT]
            reductions = [1 - each / 100 for each in others] if with_plain else reductions_shown
            if any(abs(first * second * reduction - amount) <= CENT for reduction in reductions):
                return in_order(first, second, price_first=price_first)
    return None, None


def in_order(first: Decimal, second: Decimal, *, price_first: bool | None) -> tuple[Decimal, Decimal]:
    """Return quantity and price of two factors: as the heading has them, else the whole number is the quantity."""
    if price_first is None:
        price_first = first != first.to_integral_value() and second == second.to_integral_value()
    return (second, first) if price_first else (first, second)
