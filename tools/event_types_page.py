"""docs/event-types.md from the catalogue: `python -m tools.event_types_page [--check]`."""

import json
from typing import Any

from bivelio_core.events import catalogue
from bivelio_core.events.examples import EXAMPLES

from tools.endpoints import operations
from tools.generated import write_or_check
from tools.template import ROOT

FILE = ROOT / "docs" / "event-types.md"

HEADER = """# Types of event

Made by `make event-types` from `bivelio_core/events/catalogue.py`; do not edit. What surrounds `data`:
[webhooks.md](webhooks.md).
The JSON Schemas are in `openapi.json`, under `webhooks`.

| type | tells |
|---|---|
"""


def page() -> str:
    """The whole page."""
    operations()  # domains are imported
    lines = [HEADER + "\n".join(f"| [`{name}`](#{_anchor(name)}) | {t.description} |" for name, t in _types()), ""]
    for name, event_type in _types():
        schema = catalogue.schema(name)
        lines += [f"## {name}", "", event_type.description, "", "| field | type | |", "|---|---|---|"]
        lines += [
            f"| `{field}` | {_type(about, schema)} | {_remark(field, about, schema)} |"
            for field, about in schema["properties"].items()
        ]
        lines += ["", "```json", json.dumps(EXAMPLES[name], indent=2, ensure_ascii=False), "```", ""]
    return "\n".join(lines)


def _types() -> list[tuple[str, catalogue.EventType]]:
    return list(catalogue.TYPES.items())


def _anchor(name: str) -> str:
    return name.replace(".", "")


def _type(about: dict[str, Any], schema: dict[str, Any]) -> str:
    if "anyOf" in about:
        return " or ".join(_type(part, schema) for part in about["anyOf"] if part.get("type") != "null")
    if "$ref" in about:
        return str(schema["$defs"][about["$ref"].rpartition("/")[2]]["type"])
    if "const" in about:
        return f"`{about['const']}`"
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in about["enum"])
    if about.get("type") == "array":
        return f"array of {_type(about['items'], schema)}"
    return str(about.get("type", "any"))


def _remark(field: str, about: dict[str, Any], schema: dict[str, Any]) -> str:
    presence = "always" if field in schema.get("required", []) else "when there is one"
    return f"{presence}. {about['description']}" if "description" in about else presence


if __name__ == "__main__":
    write_or_check(FILE, page, "event-types")
