"""Units of measure: our words with their codes, and every code of UN/ECE Recommendations 20 and 21.

`unit_codes.txt` has the codes that EN 16931 admits for BT-130: those of Recommendation 20, and those of packages of
Recommendation 21 with an X before them.
"""

from functools import cache
from pathlib import Path
from types import MappingProxyType

from bivelio_core.catalogue import Entry
from bivelio_core.faults import broken, register

UNKNOWN_UNIT = register("invoices", "unit")

ONE = "C62"
"""What a line without a unit counts."""

CODES = MappingProxyType(
    {
        "unit": ONE,
        "piece": "H87",
        "pair": "PR",
        "set": "SET",
        "service": "E48",
        "person": "IE",
        "minute": "MIN",
        "hour": "HUR",
        "day": "DAY",
        "week": "WEE",
        "month": "MON",
        "year": "ANN",
        "g": "GRM",
        "kg": "KGM",
        "t": "TNE",
        "ml": "MLT",
        "l": "LTR",
        "mm": "MMT",
        "cm": "CMT",
        "m": "MTR",
        "km": "KMT",
        "m2": "MTK",
        "m3": "MTQ",
        "kWh": "KWH",
        "box": "XBX",
        "pallet": "XPX",
        "pack": "XPK",
        "bottle": "XBO",
        "bag": "XBG",
    }
)
"""The code of each of our words (BT-130)."""

_WORDS = MappingProxyType({code: word for word, code in CODES.items()})


@cache
def _all_codes() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "unit_codes.txt").read_text().split())


def unit_of(text: str) -> str:
    """Return a unit as it was sent, one of our words or a code. Raises the fault of another text."""
    if text not in CODES and text not in _WORDS and text not in _all_codes():
        raise broken(UNKNOWN_UNIT, expected=", ".join(CODES))
    return text


def is_code(text: str) -> bool:
    """Tell whether a text is a code of a unit."""
    return text in _WORDS or text in _all_codes()


def code_of(unit: str | None) -> str:
    """Return the code of a unit (BT-130); that of one where a line has none."""
    return ONE if unit is None else CODES.get(unit, unit)


def word_of(code: str) -> str:
    """Return our word for a code, or the code itself where we have none."""
    return _WORDS.get(code, code)


def name(unit: str, language: str) -> str:
    """Return a unit as the page says it, `hour` or `HUR` as `hora`; a code without a word is said as it is."""
    word = word_of(unit)
    return Entry("invoices", f"unit.{word}")[language] if word in CODES else word
