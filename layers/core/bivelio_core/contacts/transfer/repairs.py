"""Cells that a spreadsheet damaged: zeros that it took for nothing, numbers that it cut, dates in its own form."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from bivelio_core.contacts.tax_ids import compact

from .contents import is_postal_code, is_tax_number

DIGITS_LOST, ZERO_RESTORED, LEFT_OUT = "digits_lost", "zero_restored", "cell_left_out"
SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d{1,2})", re.IGNORECASE)
WHOLE = re.compile(r"(\d{6,40})[.,]0{1,20}")
SERIAL = re.compile(r"\d{4,5}(?:[.,]0+)?")
PARTED = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})(?:[ T].*)?")
FIRST_DAY = date(1899, 12, 30)
POSTAL_DIGITS, DNI_CHARACTERS, CENTURY, YOUNGEST = 5, 9, 100, 30
YEAR_DIGITS = 4


class Repaired(NamedTuple):
    """The text of a cell as it was meant, and the code of the warning about it; no text when it is lost."""

    text: str | None
    code: str | None = None


def number(text: str) -> Repaired:
    """A phone or a reference that a spreadsheet may have taken for a number: `634445566.0`, `6.0E+08`."""
    if match := WHOLE.fullmatch(text):
        return Repaired(match[1])
    if match := SCIENTIFIC.fullmatch(text):
        decimals, exponent = match[2] or "", int(match[3])
        if len(decimals.rstrip("0")) < exponent - 1:  # a last digit of 0 is likely, two are lost ones
            return Repaired(None, DIGITS_LOST)
        return Repaired((match[1] + decimals)[: exponent + 1].ljust(exponent + 1, "0"))
    return Repaired(text)


def postal_code(text: str, country: str | None) -> Repaired:
    """A postal code; one of Spain with its zero: `8001` is `08001`."""
    text = number(text).text or text
    short = text.removesuffix(".0")
    is_short = short.isdecimal() and len(short) == POSTAL_DIGITS - 1
    if is_short and country in (None, "ES") and is_postal_code(short):
        return Repaired(short.zfill(POSTAL_DIGITS), ZERO_RESTORED)
    return Repaired(text)


def tax_number(text: str) -> Repaired:
    """A tax number; a DNI with the zeros before it: `1234567L` is `01234567L`."""
    plain = compact(text)
    if plain[:-1].isdecimal() and plain[-1:].isalpha() and len(plain) < DNI_CHARACTERS:
        whole = plain.zfill(DNI_CHARACTERS)
        if is_tax_number(whole):
            return Repaired(whole, ZERO_RESTORED)
    return Repaired(text)


def day(text: str, today: date, *, month_first: bool = False) -> str:
    """A date as ISO 8601, of any form in which spreadsheets write it; another text as it is."""
    if SERIAL.fullmatch(text) and len(re.split("[.,]", text)[0]) > YEAR_DIGITS:
        return (FIRST_DAY + timedelta(days=int(re.split("[.,]", text)[0]))).isoformat()
    match = PARTED.fullmatch(text)
    if match is None:
        return text
    first, second, third = match.groups()
    if len(first) == YEAR_DIGITS:
        year, month, of_month = int(first), int(second), int(third)
    elif len(first) <= 2:  # noqa: PLR2004 - a day or a month
        month, of_month = (int(first), int(second)) if month_first else (int(second), int(first))
        year = int(third)
        if len(third) < YEAR_DIGITS:
            year += today.year // CENTURY * CENTURY
            year -= CENTURY if year > today.year else 0
    else:
        return text
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        return text


LABELS: Mapping[str, str] = {
    "casa": "home", "personal": "home", "particular": "home", "domicili": "home", "domicilio": "home", "house": "home",
    "feina": "work", "trabajo": "work", "treball": "work", "oficina": "work", "business": "work", "office": "work",
    "mobil": "mobile", "movil": "mobile", "cell": "mobile", "celular": "mobile", "iphone": "mobile",
    "altres": "other", "altre": "other", "otro": "other", "otros": "other", "un altre": "other",
    "principal": "main", "fix": "landline", "fijo": "landline",
}  # fmt: skip
"""Labels in other languages and of other programs, by their folded form."""
