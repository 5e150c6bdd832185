"""Cells that no spreadsheet reads as a formula: one rule for all tables that we write, and its inverse for reading."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - spreadsheets take the wide ones too
_APOSTROPHED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001


def guarded(cell: str) -> str:
    """A cell with an apostrophe before it, if a spreadsheet would read it as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The inverse of `guarded`."""
    return cell[1:] if _APOSTROPHED.match(cell) else cell
