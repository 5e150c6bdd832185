"""Tables: objects from pairs, and rows from CSV and back (RFC 4180)."""

import json
from collections.abc import Iterator
from typing import Any

from bivelio_core.expressions.number_text import number_text
from bivelio_core.expressions.reason import Reason
from bivelio_core.expressions.values import ExpressionError, type_name

from .costs import bounded, units
from .declared import ARRAY, OBJECT, STRING, Evaluation, Parameter
from .lists import LISTS

SEPARATORS = (",", ";", "\t", "|")
LONGEST_CELL = 100_000
"""Characters of a cell that is read: fewer than Python's own limit, which other readers of a process may change."""


def _known_separator(text: str) -> None:
    if text not in SEPARATORS:
        raise ExpressionError("csv_separator", name=text)


SEPARATOR = Parameter("separator", STRING, is_optional=True, check=_known_separator)


@LISTS.declare(
    OBJECT,
    Parameter("items", ARRAY),
    examples={
        'from_items(`[["a", 1], ["b", 2]]`)': {"a": 1, "b": 2},
        'from_items(`[{"key": "Girona", "value": "Pere"}]`)': {"Girona": "Pere"},
    },
)
def from_items(evaluation: Evaluation, items: list[Any]) -> dict[str, Any]:
    """The object of pairs `[name, value]`, or of objects `{key, value}`. Of several with one name, the last one.

    A name is a text. An object without `value` has null.
    """
    evaluation.pay(len(items))
    fields: dict[str, Any] = {}
    for position, item in enumerate(items, start=1):
        match item:
            case [name, value]:
                pass
            case {"key": name, **rest}:
                value = rest.get("value")
            case _:
                raise ExpressionError("pair", position=position, actual=Reason(type_name(item)))
        if not isinstance(name, str):
            raise ExpressionError("pair_name", position=position, actual=Reason(type_name(name)))
        fields[name] = value
    return fields


@LISTS.declare(
    ARRAY,
    Parameter("text", STRING),
    SEPARATOR,
    examples={
        "parse_csv('name,total\nPuig,75.60\n\"Roca, S.L.\",20')": [
            {"name": "Puig", "total": "75.60"},
            {"name": "Roca, S.L.", "total": "20"},
        ],
        "parse_csv('nom;import\nPuig;\"1.234,56\"')[*].parse_number(import, 'ca')": [1234.56],
    },
)
def parse_csv(evaluation: Evaluation, text: str, separator: str | None = None) -> list[dict[str, str]]:
    """The rows of a CSV text (RFC 4180) as objects, by the names in its first row. All values are texts.

    The separator is `,`, `;`, `|` or a tabulator; without one it is that which the first row has most of. Empty
    rows are left out, a shorter row ends with empty texts; a longer one, and a name that is empty or there twice, fail.
    A cell has at most 100,000 characters. A byte order mark is no part of the first name, nor is the apostrophe that
    `to_csv` puts before a formula.
    """
    evaluation.pay(10 + 2 * units(text))
    rows = _rows(text, separator)
    names = [name.strip() for name in next(rows, (0, []))[1]]
    evaluation.pay(len(names))
    if "" in names or len(set(names)) != len(names):
        wrong = next(place for place, name in enumerate(names) if not name or name in names[:place])
        raise ExpressionError("csv_name", name=names[wrong], position=wrong + 1)
    objects = []
    for line, cells in rows:
        if len(cells) > len(names):
            raise ExpressionError("csv_cells", line=line, count=len(cells), limit=len(names))
        evaluation.pay(1 + len(names))
        objects.append(dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=True)))
    return objects


@LISTS.declare(
    STRING,
    Parameter("rows", ARRAY),
    Parameter("columns", ("array-string",), is_optional=True),
    SEPARATOR,
    examples={
        'to_csv(`[{"name": "Roca, S.L.", "total": 75.6}, {"name": "=1+1", "total": -3}]`)': (
            'name,total\r\n"Roca, S.L.",75.6\r\n\'=1+1,-3\r\n'
        ),
        "to_csv(`[{\"a\": 1, \"b\": null}]`, ['b', 'a'], ';')": "b;a\r\n;1\r\n",
    },
)
def to_csv(evaluation: Evaluation, rows: list[Any], columns: list[str] | None = None, separator: str = ",") -> str:
    """The objects of a list as CSV (RFC 4180): a first row of names, and a row for each, that end with CRLF.

    Without `columns` there are those of all objects, in the order in which they first occur. Null is an empty cell, a
    list or an object its JSON. A text that a spreadsheet would read as a formula (`=`, `+`, `-`, `@` at its beginning)
    has an apostrophe before it, as in our exports; numbers are written as they are.
    """
    import csv  # noqa: PLC0415 - few expressions write tables
    from io import StringIO  # noqa: PLC0415

    _known_separator(separator)
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise ExpressionError("csv_row", position=number, actual=Reason(type_name(row)))
        evaluation.pay(1 + (len(columns) if columns is not None else len(row)))
    names = columns if columns is not None else [*dict.fromkeys(name for row in rows for name in row)]
    evaluation.pay(10 + len(names) * (1 + len(rows)))
    written = StringIO()
    writer = csv.writer(written, delimiter=separator)
    if names:
        writer.writerow([_cell(name) for name in names])
    for row in rows if names else ():
        writer.writerow([_cell(row.get(name)) for name in names])
        bounded(written.tell())
    return written.getvalue()


def _rows(text: str, separator: str | None) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text that are not empty, each with the line that it ends in. Raises ExpressionError."""
    import csv  # noqa: PLC0415 - few expressions read tables
    from io import StringIO  # noqa: PLC0415

    from bivelio_core.formulas import unguarded  # noqa: PLC0415

    bare = text.removeprefix("\ufeff")
    if separator is not None:
        _known_separator(separator)
    delimiter = separator or max(SEPARATORS, key=_first_line(bare).count)
    reader = csv.reader(StringIO(bare, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise ExpressionError("no_csv", line=reader.line_num)
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [*map(unguarded, cells)]
    except csv.Error as error:
        raise ExpressionError("no_csv", line=reader.line_num) from error


def _first_line(text: str) -> str:
    """The first line, without what stands in quotes."""
    line = text.lstrip("\r\n").partition("\n")[0]
    return "".join(line.split('"')[::2])


def _cell(value: Any) -> str:
    from bivelio_core.formulas import guarded  # noqa: PLC0415

    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
