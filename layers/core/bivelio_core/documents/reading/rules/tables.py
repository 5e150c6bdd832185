"""The lines of an invoice: rows of a table, under a heading that names its columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bivelio_core.documents.reading.fields import ABSENT, Field

from . import labels
from .amounts import PERCENT, amounts, percentages
from .lines import TextLine, field

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
PRICE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,' ]\d{3})*[.,]\d{2,6}|\d+[.,]\d{2,6}|\d+)(?![\d.,])")
CENT = Decimal("0.01")
TOLERANCE = Decimal("0.03")
MAXIMUM_ROWS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has a description and an amount."""

    description: str
    quantity: Decimal | None
    unit_price: Decimal | None
    rate: Decimal | None
    amount: Decimal
    line: TextLine
    multiplies: bool


def line_items(lines: Sequence[TextLine], base: Field, total: Field, rate: Field) -> Field:
    """Return the lines, each total with tax; they are surer when they add up to the base or to the total."""
    rows = list(rows_of(lines))[:MAXIMUM_ROWS]
    if not rows:
        return ABSENT
    summed = sum((row.amount for row in rows), Decimal(0))
    if total.is_found and abs(summed - total.value) <= TOLERANCE:
        with_tax, confidence = True, 0.9
    elif base.is_found and abs(summed - base.value) <= TOLERANCE:
        with_tax, confidence = False, 0.9
    else:
        with_tax, confidence = not base.is_found, 0.5 + 0.2 * sum(row.multiplies for row in rows) / len(rows)
    shown = [item(row, rate.value if rate.is_found else None, with_tax=with_tax) for row in rows]
    return field(shown, confidence, *(row.line for row in rows[:3]))


def item(row: Row, default_rate: Decimal | None, *, with_tax: bool) -> dict[str, Any]:
    """Return a line as the reference shows it."""
    rate = row.rate if row.rate is not None else default_rate
    gross = row.amount if with_tax or rate is None else row.amount * (1 + rate / 100)
    return {
        "description": row.description,
        "quantity": row.quantity,
        "unit_price": row.unit_price,
        "tax_rate": rate,
        "total": gross.quantize(CENT, ROUND_HALF_UP),
    }


def rows_of(lines: Sequence[TextLine]) -> Iterator[Row]:
    """Return the rows under each heading, up to the totals or the end of the page."""
    inside, page = False, 0
    for line in lines:
        if is_heading(line):
            inside, page = True, line.page
        elif inside and (line.page != page or ends(line)):
            inside = False
        elif inside and (row := row_of(line)) is not None:
            yield row


def is_heading(line: TextLine) -> bool:
    """Whether a line names at least two columns and has no amount."""
    named = {found.lower() for found in HEADINGS.findall(line.text)}
    return len(named) >= 2 and not any(True for _ in amounts(line.text)) and len(line.cells) >= 2


def ends(line: TextLine) -> bool:
    """Whether the table is over: the line begins with a label of the totals."""
    return any((hit := label.search(line.text)) and hit.start() <= 3 for label in END)


def row_of(line: TextLine) -> Row | None:
    """Return a row: its last amount, and the quantity and price before it that give this amount."""
    found = list(amounts(line.text))
    if not found:
        return None
    amount, head = found[-1].value, line.text[: found[-1].start]
    texts = [cell for cell in line.cells if sum(map(str.isalpha, cell)) >= 3 and not PERCENT.fullmatch(cell)]
    if not texts:
        return None
    description = max(texts, key=len)
    numbers = [number for cell in line.cells if cell != description for number in numbers_in(cell)]
    numbers += list(numbers_in(head[head.find(description) + len(description) :])) if len(line.cells) < 3 else []
    quantity, price = factors(numbers, amount, percentages(head))
    rate = next((each for each in percentages(line.text) if each in KNOWN), None)
    return Row(description, quantity or Decimal(1), price or amount, rate, amount, line, multiplies=price is not None)


KNOWN = frozenset(
    map(Decimal, ("0", "2.1", "3", "4", "5", "5.5", "6", "7", "9", "10", "19", "20", "21", "22", "23", "25"))
)


def numbers_in(cell: str) -> Iterator[Decimal]:
    """Return the plain numbers of a cell, quantities as well as prices; rates are none."""
    for found in PRICE.finditer(PERCENT.sub(" ", cell)):
        text = found[1].replace(" ", "").replace("'", "")
        whole, mark, rest = text.rpartition("," if text.rfind(",") > text.rfind(".") else ".")
        digits = re.sub(r"\D", "", whole)
        yield Decimal(f"{digits}.{rest}") if mark else Decimal(rest)


def factors(
    numbers: Sequence[Decimal], amount: Decimal, discounts: Sequence[Decimal]
) -> tuple[Decimal | None, Decimal | None]:
    """Return the quantity and the price whose product, less a discount, is the amount."""
    reductions = [Decimal(1), *(1 - each / 100 for each in discounts)]
    for at, quantity in enumerate(numbers):
        for price in numbers[at + 1 :]:
            if any(abs(quantity * price * reduction - amount) <= CENT for reduction in reductions):
                whole = quantity == quantity.to_integral_value()
                return (quantity, price) if whole or price != price.to_integral_value() else (price, quantity)
    return (Decimal(1), amount) if Decimal(1) in numbers else (None, None)
