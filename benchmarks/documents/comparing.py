"""Whether what was read of a document is what it says."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bivelio_core.documents.analysis.fields import Fields
from bivelio_core.documents.analysis.invoices import Invoice

from benchmarks.documents.truth import Line, Truth

NAMES = ("number", "date", "total", "currency", "supplier", "supplier tax number", "lines", "lines in full")
"""Lines are compared by their quantities and amounts; in full also by their descriptions and prices."""
CENT = Decimal("0.01")


@dataclass
class Tally:
    """How many documents had a field, how many of these were read right, wrong (another value) or not found."""

    documents: int = 0
    had: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, truth: Truth, read: dict[str, Any]) -> None:
        """Compare one document. A field that it does not have counts when something was read all the same."""
        self.documents += 1
        expected = values_of(truth)
        for field_name, value in expected.items():
            actual = read.get(field_name)
            if value is None and actual is None:
                continue
            self.had[field_name] += 1
            if equal(field_name, value, actual):
                self.right[field_name] += 1
            else:
                self.wrong[field_name] += actual is not None
                self.misses.append(f"{name}: {field_name}: {as_text(value)} was read as {as_text(actual)}")


def values_of(truth: Truth) -> dict[str, Any]:
    """Return the values to compare by their names."""
    values = {
        "number": truth.number,
        "date": truth.date,
        "total": truth.total,
        "currency": truth.currency,
        "supplier": truth.supplier,
        "supplier tax number": truth.supplier_tax_number,
        "lines": truth.lines or None,
        "lines in full": truth.lines or None,
    }
    return values if truth.is_whole else {name: value for name, value in values.items() if value is not None}


def read_by(fields: Fields, invoice: Invoice | None) -> dict[str, Any]:
    """Return what was read by the names of the truth."""
    issuer = fields["issuer"].value or {}
    lines = lines_of(fields, invoice)
    return {
        "number": fields["invoice_number"].value,
        "date": date.fromisoformat(fields["date"].value) if fields["date"].value else None,
        "total": fields["total"].value,
        "currency": fields["currency"].value,
        "supplier": issuer.get("name"),
        "supplier tax number": issuer.get("nif"),
        "lines": lines,
        "lines in full": lines,
    }


def lines_of(fields: Fields, invoice: Invoice | None) -> tuple[Line, ...] | None:
    """Return the lines: of the data as they are, of rules with the totals they were shown with."""
    if invoice is not None:
        return tuple(Line(line.description, line.quantity, line.unit_price, line.net) for line in invoice.lines) or None
    items = fields["line_items"].value or []
    return (
        tuple(Line(item["description"], item["quantity"], item["unit_price"], net_of(item)) for item in items) or None
    )


def net_of(item: dict[str, Any]) -> Decimal:
    """Return the amount of a line before tax."""
    gross: Decimal = item["total"]
    return gross if item["tax_rate"] is None else (gross / (1 + item["tax_rate"] / 100)).quantize(CENT)


def equal(name: str, expected: Any, actual: Any) -> bool:
    """Whether a value was read right: texts by their letters and digits, lines by quantity, price and amount."""
    if expected is None or actual is None:
        return False
    match name:
        case "number" | "supplier" | "supplier tax number":
            return letters(expected) == letters(actual)
        case "lines":
            return len(expected) == len(actual) and all(map(same_amount, expected, actual))
        case "lines in full":
            return len(expected) == len(actual) and all(map(same_line, expected, actual))
        case _:
            return bool(expected == actual)


def same_amount(expected: Line, actual: Line) -> bool:
    """Whether quantity and amount agree, the amount within the two cents that a rate and its rounding leave."""
    if expected.net is None or actual.net is None:
        return expected.net == actual.net
    return expected.quantity == actual.quantity and abs(expected.net - actual.net) <= 2 * CENT


def same_line(expected: Line, actual: Line) -> bool:
    """Whether description and price agree too."""
    described = expected.description is None or letters(expected.description) == letters(actual.description or "")
    return described and expected.unit_price == actual.unit_price and same_amount(expected, actual)


def letters(text: str) -> str:
    """Return the letters and digits of a text in one case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def as_text(value: Any) -> str:
    """Return a value for the list of what was missed."""
    if isinstance(value, tuple):
        return f"{len(value)} lines"
    return "nothing" if value is None else repr(str(value)[:60])


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of several."""
    summed = Tally()
    for each in tallies:
        summed.documents += each.documents
        summed.had += each.had
        summed.right += each.right
        summed.wrong += each.wrong
        summed.misses += each.misses
    return summed
