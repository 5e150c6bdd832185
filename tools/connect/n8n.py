"""The table of operations that the package for n8n reads: integrations/n8n/nodes/Bivelio/operations.json."""

import json
from collections.abc import Mapping
from typing import Any

from tools.connect.model import Action, Catalogue, Choice, Field, marked_up, plain
from tools.template import ROOT

PACKAGE = ROOT / "integrations" / "n8n"
TABLE = PACKAGE / "nodes" / "Bivelio" / "operations.json"

OWN = frozenset(
    {"authentication", "binaryPropertyName", "download", "fields", "limit", "operation", "resource", "returnAll"}
)
"""Parameters of the node itself: a field of the API with such a name gets another one beside them."""

LONGEST_EXAMPLE = 160

MOST_ROWS = 100
"""As many rows a page may have whose field names no bound."""


def table(catalogue: Catalogue) -> dict[str, Any]:
    """Return the resources with their operations, and the types of event."""
    return {
        "resources": [
            {
                "name": resource.name,
                "title": resource.title,
                "about": plain(resource.about),
                "actions": [entry(each) for each in resource.actions],
            }
            for resource in catalogue.resources
        ],
        "events": [
            {"name": each.name, "title": each.title, "about": plain(each.about).rstrip(".")}
            for each in catalogue.events
        ],
    }


def text(catalogue: Catalogue) -> str:
    """Return the file."""
    return json.dumps(table(catalogue), ensure_ascii=False, indent=1) + "\n"


def parameter(name: str) -> str:
    """Return what the node calls a field of the API."""
    return f"{name}_of_api" if name in OWN else name


def entry(action: Action) -> dict[str, Any]:
    """Return what the table says of an operation."""
    listing: dict[str, Any] | None = None
    if action.listing:
        listing = {**action.listing, "size": action.size.name, "most": int(action.size.bounds[1] or MOST_ROWS)}
    return _without_nothing(
        {
            "name": action.name,
            "path": action.path,
            "title": action.title,
            "about": plain(action.summary).rstrip("."),
            "changes": action.changes,
            "listing": listing,
            "upload": action.upload,
            "encoded": [each.name for each in action.files if not each.is_url],
            "links": [each.name for each in action.files if each.is_url],
        }
    ) | {"fields": [_field(each, action) for each in action.visible_fields]}


def _field(field: Field, action: Action) -> dict[str, Any]:
    is_named_by_file = action.upload is not None and field.name == "filename"
    about = marked_up(field.about).rstrip(".")
    return _without_nothing(
        {
            "name": field.name,
            "parameter": parameter(field.name),
            "title": field.title,
            "kind": field.kind,
            "about": f"{about}. That of the file by default." if is_named_by_file else f"{about}.",
            "required": field.is_required and not is_named_by_file,
            "nullable": field.is_nullable,
            "long": field.is_long,
            "list": field.is_list,
            "text": field.is_text_too,
            "choices": [_choice(each) for each in field.choices],
            "example": _example(field.example),
            "minimum": field.bounds[0],
            "maximum": field.bounds[1],
        }
    ) | ({} if field.default is None or field.kind.endswith(("[]", "json")) else {"default": field.default})


def _choice(choice: Choice) -> dict[str, Any]:
    return {"name": choice.title, "value": choice.value}


def _example(example: Any) -> str | None:
    if example is None or isinstance(example, str):
        return example
    written = json.dumps(example, ensure_ascii=False)
    return written if len(written) <= LONGEST_EXAMPLE else None


def _without_nothing(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None and value is not False and value != []}
