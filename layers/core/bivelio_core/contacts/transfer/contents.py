"""What the cells of a column are, where its name says nothing."""

import re
from collections.abc import Callable, Sequence

from bivelio_core.contacts.fields import SPANISH_PHONE, has_valid_tax_number, is_email
from bivelio_core.contacts.tax_ids import compact

ENOUGH = 0.8
"""The least share of a column's cells that must be of a kind."""

LIST_MARK = ":::"
PROVINCES = 52
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?|--\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})")
URL = re.compile(r"(?:https?://|www\.)[^\s]+", re.IGNORECASE)
POSTAL_CODE = re.compile(r"\d{4,5}")
INTERNATIONAL = re.compile(r"(?:\+|00)\d[\d ().\-]{6,18}\d")
SPANISH = re.compile(rf"(?:0034[ -]?)?{SPANISH_PHONE}")
PART_OF_NAME = r"[^\W\d_][^\W\d_'’·.\-]*"
NAME = re.compile(rf"{PART_OF_NAME}(?:[ \-'](?:{PART_OF_NAME}|i|y|de|d')){{1,5}}")
COMPANY = re.compile(
    r"\b(?:S\.?\s?L\.?\s?U?|S\.?\s?A\.?\s?U?|S\.?\s?C\.?\s?P|S\.?\s?C\.?\s?C\.?\s?L|C\.?\s?B)\.?\Z", re.IGNORECASE
)
SHORTEST_NAME = 5


def is_phone(text: str) -> bool:
    """Whether a text is a phone as people write them."""
    return bool(SPANISH.fullmatch(text) or INTERNATIONAL.fullmatch(text))


def is_tax_number(text: str) -> bool:
    """Whether a text is a tax number with the right check digits."""
    plain = compact(text)
    return any(map(str.isalpha, plain)) and any(map(str.isdigit, plain)) and has_valid_tax_number(plain)


def is_postal_code(text: str) -> bool:
    """Whether a text is a postal code of Spain, also one that lost the zero before it."""
    return bool(POSTAL_CODE.fullmatch(text)) and 1 <= int(text.zfill(5)[:2]) <= PROVINCES


def is_url(text: str) -> bool:
    """Whether a text is the address of a web site."""
    return bool(URL.fullmatch(text))


def is_date(text: str) -> bool:
    """Whether a text is a date."""
    return bool(DATE.fullmatch(text))


def is_name(text: str) -> bool:
    """Whether a text may be the whole name of somebody: words with capitals, or a company's with its form."""
    if COMPANY.search(text):
        return True
    return len(text) >= SHORTEST_NAME and text[0].isupper() and bool(NAME.fullmatch(text))


_KINDS: Sequence[tuple[str, Callable[[str], bool]]] = (
    ("email", is_email),
    ("websites", is_url),
    ("tax_id.number", is_tax_number),
    ("birthday", is_date),
    ("address.postal_code", is_postal_code),
    ("phone", is_phone),
    ("name", is_name),
)


def parts(cell: str) -> list[str]:
    """The values of a cell: several where a program writes a list into one."""
    return [part.strip() for part in cell.split(LIST_MARK) if part.strip()]


def kind_of(values: Sequence[str]) -> str | None:
    """The field of which nearly all cells are values, None when there is none."""
    plain = [part for value in values for part in parts(value)]
    if not plain:
        return None
    return next((kind for kind, is_one in _KINDS if sum(map(is_one, plain)) >= ENOUGH * len(plain)), None)
