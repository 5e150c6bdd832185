"""Compare what rules read of a layout with what its page says."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bivelio_core.documents.analysis.extraction import extract_by_rules
from bivelio_core.documents.analysis.reader import read

from .drawing import Layout

NAMES = (
    *("invoice_number", "date", "due_date", "total", "currency", "subtotal", "tax", "taxes", "withheld", "line_items"),
    *("issuer", "recipient", "is_credit_note"),
)
LINES = ("line count", "line descriptions", "line quantities and prices")


def values_read(content: bytes) -> dict[str, Any]:
    """What rules read, by the names of `Said.values`."""
    values = extract_by_rules(read(content), NAMES).values
    issuer, recipient = values["issuer"] or {}, values["recipient"] or {}
    lines = values["line_items"] or []
    return {
        **{name: values[name] for name in NAMES if name not in ("issuer", "recipient", "line_items", "taxes")},
        "taxes": sorted((each["base"], each["rate"], each["amount"]) for each in values["taxes"] or []),
        "issuer name": issuer.get("name"),
        "issuer nif": issuer.get("nif"),
        "recipient name": recipient.get("name"),
        "recipient nif": recipient.get("nif"),
        "lines": [(line["description"], line["quantity"], line["unit_price"]) for line in lines],
    }


def letters(value: Any) -> Any:
    """A text by its letters and digits; anything else as it is."""
    return "".join(filter(str.isalnum, value)).casefold() if isinstance(value, str) else value


def compared(said: dict[str, Any], found: dict[str, Any]) -> dict[str, bool]:
    """Whether each field of a page was read right; a field that the page has not must not be read."""
    right = {name: letters(value) == letters(found[name]) for name, value in said.items() if name != "lines"}
    mine, theirs = said["lines"], found["lines"]
    right["line count"] = len(mine) == len(theirs)
    right["line descriptions"] = [letters(line[0]) for line in mine] == [letters(line[0]) for line in theirs]
    right["line quantities and prices"] = [line[1:] for line in mine] == [line[1:] for line in theirs]
    return right


def tallied(layouts: Sequence[Layout]) -> tuple[Counter[str], Counter[str], list[str]]:
    """How many pages have each field, of how many it was read right, and what was read wrong."""
    had: Counter[str] = Counter()
    right: Counter[str] = Counter()
    misses = []
    for layout in layouts:
        content, page = layout()
        said, found = page.values(), values_read(content)
        for name, is_right in compared(said, found).items():
            if said.get(name, ()) is None and is_right:
                continue  # the page has none, and none was read
            had[name] += 1
            right[name] += is_right
            if not is_right:
                key = name if name in found else "lines"
                misses.append(f"{layout.__name__}: {name}: {said[key]!r} was read as {found[key]!r}")
    return had, right, misses
