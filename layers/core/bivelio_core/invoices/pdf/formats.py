"""Amounts, quantities, dates and account numbers as an invoice writes them in Catalan, Spanish and English."""

import re
from datetime import date
from decimal import Decimal

from bivelio_core.invoices import currencies
from bivelio_core.invoices.paper import Language

NO_BREAK = "\u00a0"
MINUS = "\u2212"
CENTS = Decimal("0.01")
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_CATALAN = "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre"
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_ENGLISH = "January February March April May June July August September October November December"
MONTHS = {"ca": _CATALAN.split(), "es": _SPANISH.split(), "en": _ENGLISH.split()}
VOWELS = "aeiou"


def number(value: Decimal, language: Language, decimals: int = 0) -> str:
    """Write a number with the separators of a language, with at least this many decimals and no zeros after them."""
    text = format(value.normalize() if value else Decimal(0), "f")
    whole, _, fraction = text.removeprefix("-").partition(".")
    fraction = fraction.ljust(decimals, "0")
    grouped = f"{int(whole):,}"
    if language != "en":
        grouped = grouped.replace(",", ".")
    point = "." if language == "en" else ","
    return (MINUS if value < 0 else "") + grouped + (point + fraction if fraction else "")


def money(value: Decimal, currency: str, language: Language, *, decimals: int | None = None) -> str:
    """Write an amount with its currency: after it in Catalan and Spanish, before it in English."""
    text = number(value, language, currencies.decimals_of(currency) if decimals is None else decimals)
    symbol = SYMBOLS.get(currency)
    if language != "en":
        return f"{text}{NO_BREAK}{symbol or currency}"
    sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{currency}{NO_BREAK}{digits}"


def percent(value: Decimal, language: Language) -> str:
    """Write a rate such as `5,2 %`."""
    return number(value, language) + ("%" if language == "en" else f"{NO_BREAK}%")


def day(value: date, language: Language) -> str:
    """Write a date in words, such as `7 d’abril de 2026`."""
    month = MONTHS[language][value.month - 1]
    if language == "en":
        return f"{value.day} {month} {value.year}"
    of = "d’" if language == "ca" and month[0] in VOWELS else "de "
    return f"{value.day} {of}{month} de {value.year}"


def account(iban: str) -> str:
    """Write an account number in groups of four."""
    return " ".join(re.findall(".{1,4}", re.sub(r"\s", "", iban)))
