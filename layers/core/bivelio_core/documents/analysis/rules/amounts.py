"""Amounts of money and percentages as they are written in the countries around: 1.210,00 1,210.00 1 210,00."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

SPACES = " \u00a0\u202f'\u2019"
AMOUNT = re.compile(
    rf"(?<![\d.,/])(?<!\w-)(?P<sign>-\s?|\u2212)?(?P<whole>\d{{1,3}}(?:[.,{SPACES}]\d{{3}})+|\d{{1,9}})(?P<cents>[.,]\d{{2}})(?P<more>(?:\d{{2,4}})?|(?<=\b0[.,]\d\d)\d)"
    r"(?![\d]|[.,/-]\d)(?P<after>-(?!\w))?"
)
PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
CURRENCIES = (
    ("EUR", re.compile(r"€|\bEUR(?:OS?)?\b", re.IGNORECASE)),
    ("USD", re.compile(r"\$|\bUSD\b")),
    ("GBP", re.compile(r"£|\bGBP\b")),
    ("CHF", re.compile(r"\bCHF\b")),
    ("SEK", re.compile(r"\bSEK\b")),
    ("DKK", re.compile(r"\bDKK\b")),
    ("NOK", re.compile(r"\bNOK\b")),
    ("PLN", re.compile(r"\bPLN\b|\bzł\b")),
    ("HUF", re.compile(r"\bHUF\b")),
    ("MXN", re.compile(r"\bMXN\b")),
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and where it stands in its line."""

    value: Decimal
    start: int
    end: int
    is_price: bool = False
    """Whether it has more than two decimals, which a price may have and a total has not."""


def amounts(line: str) -> Iterator[Amount]:
    """Return the amounts of a line, each with two decimals (up to four): other numbers are rarely money."""
    for match in AMOUNT.finditer(line):
        digits = re.sub(r"\D", "", match["whole"])
        value = Decimal(f"{digits}.{match['cents'][1:]}{match['more']}")
        if line[match.end() : match.end() + 2].lstrip().startswith("%"):
            continue
        negative = match["sign"] or match["after"]
        yield Amount(-value if negative else value, match.start(), match.end(), bool(match["more"]))


def percentages(line: str) -> list[Decimal]:
    """Return the percentages of a line."""
    return [Decimal(text.replace(",", ".")) for text in PERCENT.findall(line)]


def currency_in(text: str) -> str | None:
    """Return the currency a text names most often, None when it names none."""
    counted = [(len(pattern.findall(text)), code) for code, pattern in CURRENCIES]
    most, code = max(counted, key=lambda pair: pair[0])
    return code if most else None
