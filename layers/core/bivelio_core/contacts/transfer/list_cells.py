"""The columns of a contact's lists: e-mail addresses, phones and consents as JSON arrays, web sites as tags are.

`emails` and `phones` are written where there is more than the primary one, which has a column of its own, or a label.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bivelio_core.contacts.fields import is_email, phone_e164
from bivelio_core.contacts.reachability import BOTH, entries_of
from bivelio_core.faults import Fault

JSON_COLUMNS = ("emails", "phones", "consents")
COLUMNS = (*JSON_COLUMNS, "websites")
IS_VALID: Mapping[str, Callable[[str], object]] = {"email": is_email, "phone": phone_e164}


def read(cell: str | None) -> list[Any] | None:
    """The list of a cell, None of an empty one. Raises ValueError for what is no JSON array."""
    if cell is None:
        return None
    try:
        value = json.loads(cell)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, list):
        raise ValueError("not an array")  # noqa: TRY004 - like any other text that is no JSON array
    return value


def put(fields: dict[str, Any], column: str, cell: str | None) -> list[Fault]:
    """Put the list of a cell into the fields of its row; its fault, if it is no JSON array."""
    try:
        fields[column] = read(cell)
    except ValueError:
        return [Fault(column, "type", {"expected": "array"})]
    return []


def replacing(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row that changes a contact: an empty cell of a list leaves the primary one of the row alone.

    An empty cell of consents withdraws none: to withdraw one is to say when.
    """
    replaced = dict(fields)
    for reach in BOTH:
        if reach.list_field in fields and fields[reach.list_field] is None:
            text = fields.get(reach.field)
            if text is None:
                replaced[reach.list_field] = []
            elif IS_VALID[reach.field](text):  # of another text the row's fault is told once, by its own column
                replaced[reach.list_field] = [{reach.text: text}]
    return replaced


def cells_of(item: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a contact's lists."""
    cells: dict[str, str] = {}
    for reach in BOTH:
        if reach.list_field in item:
            names = (reach.text, "label")
            entries = [{name: entry[name] for name in names if name in entry} for entry in entries_of(item, reach)]
            cells[reach.list_field] = json.dumps(entries, ensure_ascii=False)
    if consents := item.get("consents"):
        cells["consents"] = json.dumps(consents, ensure_ascii=False)
    return cells
