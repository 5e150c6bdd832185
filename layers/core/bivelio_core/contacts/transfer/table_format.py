"""The columns of the CSV: one way to write a contact as a row, and to read a row as the fields of a contact.

`tags` are separated by `|`. `custom_fields` is a JSON object; a column `custom_fields.<name>` is one of them, as text.
A cell that a spreadsheet would take for a formula is written with an apostrophe before it, which reading takes off.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core.faults import Fault, register
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT

EXPORTED = (
    "id", "type", "name", "email", "phone", "company_id", "tags", "custom_fields", "created_at", "updated_at",
)  # fmt: skip
IGNORED = frozenset({"created_at", "updated_at", "archived_at", "phone_e164", "version", "warnings"})
READ = frozenset(EXPORTED) - IGNORED
CUSTOM = "custom_fields."
CLEARABLE = ("email", "phone", "company_id")
MAXIMUM_COLUMNS = 120
DELIMITERS = (",", ";", "\t")

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_APOSTROPHED = re.compile(r"'+[=+\-@\t\r]")

COLUMN_TWICE = register(
    "column_twice",
    {
        "ca": "La columna '{field}' apareix dues vegades.",
        "es": "La columna '{field}' aparece dos veces.",
        "en": "The column '{field}' appears twice.",
    },
)


def delimiter_of(header: str) -> str:
    """What separates the cells: the most frequent of comma, semicolon and tab."""
    return max(DELIMITERS, key=header.count)


def header_faults(columns: Sequence[str]) -> list[Fault]:
    """What is wrong with the first row."""
    faults = [Fault("name", "required")] if "name" not in columns else []
    if len(columns) > MAXIMUM_COLUMNS:
        faults.append(Fault("columns", "max_items", {"limit": MAXIMUM_COLUMNS}))
    for position, column in enumerate(columns):
        if column in columns[:position]:
            faults.append(Fault(column, COLUMN_TWICE))
        is_custom = column.startswith(CUSTOM) and len(column) > len(CUSTOM)
        if column not in READ | IGNORED and not is_custom:
            faults.append(Fault(column[:100], "unknown_field"))
    return faults


def normalised_columns(cells: Sequence[str]) -> list[str]:
    """Column names as they are known: without spaces around them, in lower case but for names of custom fields."""
    names = [cell.strip().removeprefix("\ufeff") for cell in cells]
    return [name if name.lower().startswith(CUSTOM) else name.lower() for name in names]


def fields_of(columns: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, Any], list[Fault]]:
    """The fields a row gives, with None where a cell is empty, and what cannot be read in it."""
    if len(cells) > len(columns):
        return {}, [Fault("row", "max_items", {"limit": len(columns)})]
    fields: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    faults: list[Fault] = []
    for column, cell in zip(columns, map(unguarded, cells), strict=False):
        value = cell.strip() or None
        if column in IGNORED:
            continue
        if column == "tags":
            fields["tags"] = split_tags(value or "")
        elif column == "custom_fields":
            try:
                custom |= _object(value)
            except ValueError:
                faults.append(Fault(column, "object"))
        elif column.startswith(CUSTOM):
            if value is not None:
                custom[column.removeprefix(CUSTOM)] = value
        else:
            fields[column] = value
    if custom:
        fields["custom_fields"] = custom
    return fields, faults


def _object(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - like any other text that is no JSON object
    return value


def row_of(item: Item, organisation: str) -> list[str]:
    """The cells of a contact, in the order of EXPORTED."""
    values: Mapping[str, Any] = {**item, "id": resources.public_id(CONTACT, organisation, item)}
    cells = []
    for column in EXPORTED:
        value = values.get(column)
        if column == "tags":
            value = join_tags(value or [])
        elif column == "custom_fields":
            value = json.dumps(value, ensure_ascii=False, default=_number) if value else ""
        cells.append(guarded("" if value is None else str(value)))
    return cells


def _number(value: Any) -> float:
    return float(value)


def join_tags(tags: Sequence[str]) -> str:
    """Tags as one cell."""
    return "|".join(tag.replace("\\", "\\\\").replace("|", "\\|") for tag in tags)


def split_tags(cell: str) -> list[str]:
    """The tags of a cell."""
    tags, current, escaped = [], "", False
    for character in cell:
        if escaped or character not in "\\|":
            current, escaped = current + character, False
        elif character == "\\":
            escaped = True
        else:
            tags.append(current)
            current = ""
    return [tag.strip() for tag in (*tags, current) if tag.strip()]


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that `guarded` was given."""
    return cell[1:] if _APOSTROPHED.match(cell) else cell
