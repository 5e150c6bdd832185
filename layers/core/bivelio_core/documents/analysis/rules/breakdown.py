"""The tax breakdown of an invoice: rows with a rate, a base and the tax on it, perhaps with a surcharge."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from bivelio_core.documents.analysis.cents import share

from .amounts import amounts, percentages
from .lines import TextLine
from .tax_rates import RATES, SURCHARGES, TOLERANCE

PLAIN_RATE = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")
MOST_ROWS = 10
ROUNDINGS = tuple(Decimal(step) / 100 for step in (0, 1, -1, 2, -2))
"""What roundings leave between a tax and its rate of the base."""


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A row of the breakdown."""

    base: Decimal
    rate: Decimal
    tax: Decimal
    line: TextLine
    surcharge_rate: Decimal | None = None
    surcharge: Decimal = Decimal(0)

    @property
    def gross(self) -> Decimal:
        """Base and taxes."""
        return self.base + self.tax + self.surcharge

    def entry(self) -> dict[str, Any]:
        """The row as the answer shows it."""
        about = {"base": self.base, "rate": self.rate, "amount": self.tax}
        if self.surcharge_rate is None:
            return about
        return {**about, "surcharge_rate": self.surcharge_rate, "surcharge_amount": self.surcharge}


def tax_rows(lines: Sequence[TextLine]) -> list[TaxRow]:
    """Return the rows that may be of the breakdown, each once: their tax is the rate of their base."""
    rows: list[TaxRow] = []
    for line in lines:
        values = [each.value for each in amounts(line.text) if not each.is_price]
        stated = [*percentages(line.text), *plain_rates(line)]
        for rate in dict.fromkeys(each for each in stated if each in RATES):
            if (row := _row(line, rate, values, stated)) is not None and row.entry() not in [
                each.entry() for each in rows
            ]:
                rows.append(row)
    return rows


def _row(line: TextLine, rate: Decimal, values: Sequence[Decimal], stated: Sequence[Decimal]) -> TaxRow | None:
    amounts_of_line = frozenset(values)
    taxes = ((base, share(base, rate) + step) for base in values for step in ROUNDINGS)
    pair = next(((base, tax) for base, tax in taxes if tax in amounts_of_line and abs(base) > abs(tax) > 0), None)
    if pair is None:
        return None
    for surcharge_rate in stated:
        surcharge = share(pair[0], surcharge_rate)
        if SURCHARGES.get(rate) == surcharge_rate and surcharge in values:
            return TaxRow(*pair[:1], rate, pair[1], line, surcharge_rate, surcharge)
    return TaxRow(pair[0], rate, pair[1], line)


def plain_rates(line: TextLine) -> Iterator[Decimal]:
    """Return the columns of a line that are a number of at most two digits, and of at most two decimals."""
    for cell in line.cells:
        if PLAIN_RATE.fullmatch(cell):
            yield Decimal(cell.replace(",", "."))


def fitting(rows: Sequence[TaxRow], totals: Sequence[Decimal]) -> tuple[TaxRow, ...]:
    """Return the rows that add up to one of some totals: as many as possible, each rate once; none if none do.

    Rows of the table of articles look like those of the breakdown, and do not add up with them.
    """
    some = list(rows)[-MOST_ROWS:]
    for count in range(len(some), 0, -1):
        for subset in combinations(some, count):
            gross = sum((row.gross for row in subset), Decimal(0))
            is_once = len({row.rate for row in subset}) == count
            if is_once and any(abs(gross - total) <= TOLERANCE for total in totals):
                return subset
    return ()
