"""A part of a file as data, in the process that may die of it: what fits into an answer, from a place on."""

import json
from collections.abc import Iterator
from typing import Any

from bivelio_core.documents.analysis.refusals import Refused
from bivelio_core.documents.analysis.texts import decode

from . import tables, xlsx
from .tables import Cell

PART_BYTES = 200_000
"""As many bytes of JSON a part has at most: a step's output holds 256 kB."""
MOST_COLUMNS = 500
DEEPEST = 50
ZIP = b"PK\x03\x04"


def part_of(content: bytes, *, form: str, offset: int, limit: int, sheet: str | None, header: bool) -> dict[str, Any]:
    """Return the part of a table or of a JSON value: `rows` from the offset on, or `content`. Raises Refused."""
    if form == "json":
        return {"content": _json(content)}
    if content.startswith(ZIP):
        name, names, rows = xlsx.table(content, sheet)
        return {"sheet": name, "sheets": names, **_rows(rows, offset, limit, header=header)}
    if sheet is not None:
        raise Refused("no_sheet", "a CSV file has no sheets")
    return _rows(tables.of_csv(decode(content)), offset, limit, header=header)


def _json(content: bytes) -> Any:
    try:
        value = json.loads(decode(content), parse_constant=_no_number)
    except ValueError as error:
        raise Refused("unreadable", "it is no JSON") from error
    except RecursionError as error:
        raise Refused("too_complex", "deeper than can be read") from error
    if _is_deeper(value, DEEPEST):
        raise Refused("too_complex", f"deeper than {DEEPEST}")
    if len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) > PART_BYTES:
        raise Refused("too_large", f"more than {PART_BYTES} bytes of JSON")
    return value


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether a value has more levels of objects and arrays; it looks no deeper."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return parts is not None and (levels == 0 or any(_is_deeper(part, levels - 1) for part in parts))


def _rows(rows: Iterator[list[Cell]], offset: int, limit: int, *, header: bool) -> dict[str, Any]:
    """The rows of a table from an offset on, as far as they fit, the fields that they have, and how many there are."""
    fields = _fields(next(rows, [])) if header else []
    page: list[Any] = []
    size, count, is_full = 0, 0, False
    for row in rows:
        if len(row) > MOST_COLUMNS:
            raise Refused("too_complex", f"more than {MOST_COLUMNS} columns")
        count += 1
        if count <= offset or is_full or len(page) >= limit:
            continue
        one = _named(fields, row) if header else row
        size += len(json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass")) + 1
        is_full = size > PART_BYTES
        if is_full and not page:
            raise Refused("too_large", f"a row of more than {PART_BYTES} bytes")
        if not is_full:
            page.append(one)
    end = offset + len(page)
    return {"fields": fields, "rows": page, "total_rows": count, "next_offset": end if end < count else None}


def _fields(row: list[Cell]) -> list[str]:
    """The names of the columns: a cell's text, with a number where it is a second time, or that of its place."""
    if len(row) > MOST_COLUMNS:
        raise Refused("too_complex", f"more than {MOST_COLUMNS} columns")
    names: dict[str, None] = {}
    for place, cell in enumerate(row, start=1):
        name = base = str("" if cell is None else cell).strip()[:200] or f"column_{place}"
        number = 1
        while name in names:
            number += 1
            name = f"{base}_{number}"
        names[name] = None
    return list(names)


def _named(fields: list[str], row: list[Cell]) -> dict[str, Cell]:
    """A row by the names of its columns: null where it ends before them, `column_<place>` beyond them."""
    named: dict[str, Cell] = {name: row[place] if place < len(row) else None for place, name in enumerate(fields)}
    beyond = {f"column_{place}": cell for place, cell in enumerate(row[len(fields) :], start=len(fields) + 1)}
    return named | {name: cell for name, cell in beyond.items() if cell is not None and name not in named}
