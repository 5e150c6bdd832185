"""What a cell of a file says of a declared field: numbers and dates as spreadsheets write them, options by their label.

What cannot be read stays the text that it is, and is then refused, or left out, by whoever checks it.
"""

import re
from typing import Any

from bivelio_core.store.index.words import fold

from .definitions import Definition
from .values import MisfitError, normalised

TRUE, FALSE = frozenset("1 x si yes true cert verdadero".split()), frozenset("0 no false fals falso".split())  # noqa: SIM905
_SYMBOLS = re.compile(r"[\s\u00a0\u202f€$£%]|EUR|USD|GBP")
_POINTS = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMA = re.compile(r"-?\d+,\d+")
_COMMAS = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


def value_of(definition: Definition, cell: Any) -> Any:
    """The value of a cell in the form in which it is kept; the cell as it is when the definition does not allow it."""
    if not isinstance(cell, str) or not definition.is_active:
        return cell
    try:
        return normalised(definition, _meant(definition, cell))
    except MisfitError:
        return cell


def _meant(definition: Definition, cell: str) -> Any:
    match definition.type:
        case "number" | "currency":
            return _number(cell)
        case "date":
            return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}" if (day := _DAY.fullmatch(cell.strip())) else cell
        case "boolean":
            word = fold(cell).strip()
            return True if word in TRUE else False if word in FALSE else cell
        case "select":
            return _option(definition, cell)
        case "multi_select":
            return [_option(definition, part) for part in re.split(r"[|;]|:::", cell) if part.strip()]
        case _:
            return cell


def _number(cell: str) -> str:
    """`1.234,50 €` and `1,234.50` as JSON writes them. `1.234` is one and a bit, as JSON has it."""
    text = _SYMBOLS.sub("", cell)
    if _COMMA.fullmatch(text) or (_POINTS.fullmatch(text) and ("," in text or text.count(".") > 1)):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", "") if _COMMAS.fullmatch(text) else text


def _option(definition: Definition, text: str) -> str:
    folded = fold(text).strip()
    for value, label in definition.options.items():
        if folded in (fold(value), fold(label)):
            return value
    return text.strip()
