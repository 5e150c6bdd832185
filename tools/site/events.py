"""The events explorer: a page for each type of event, and one with all of them, from openapi.json and the CLI."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tools.sdk.document import Document, attribute
from tools.site.event_words import KINDS, MEANINGS, PAGE, REASONS
from tools.site.pages import LANGUAGES, front_matter
from tools.site.tabs import code_tabs
from tools.site.texts import translation
from tools.site.words import RESOURCES
from tools.template import ROOT

SLUG = "event-explorer"
TRIGGER = ROOT / "sdks" / "python" / "bivelio" / "cli" / "own" / "trigger.py"
"""Which types `bivelio trigger` causes, and why not the others."""

_DEEPEST = 3
"""How far the fields of fields are shown."""

_GROUPS = {
    "workflow": "workflows",
    "message": "messages",
    "contact": "contacts",
    "invoice": "invoices",
    "case": "cases",
    "deal": "deals",
    "agent": "agents",
    "document": "documents",
    "calendar": "calendar",
    "webhook": "webhooks",
    "conversation": "messages",
    "task": "contacts",
    "booking": "calendar",
}
"""Under which resource a type is listed, by its first word."""


@dataclass(frozen=True)
class Event:
    """A type of event.

    Attributes:
        name: the type, `contact.created`.
        meaning: when it happens, in English.
        schema: the schema of its data.
        example: a whole event, as a webhook gets it.
    """

    name: str
    meaning: str
    schema: dict[str, Any]
    example: dict[str, Any]

    @property
    def slug(self) -> str:
        """Its address below /docs/."""
        return f"events/{self.name.replace('.', '-').replace('_', '-')}"

    def meaning_in(self, language: str) -> str:
        """Return when it happens, in a language; in English where nobody has translated it."""
        return MEANINGS.get(self.name, {}).get(language, self.meaning)


def events(document: Document) -> list[Event]:
    """Return all types of events, in the order of the document."""
    types = []
    for name, hook in document.content["webhooks"].items():
        content = hook["post"]["requestBody"]["content"]["application/json"]
        schema = content["schema"]["properties"]["data"]
        types.append(Event(name, hook["post"]["summary"], schema, content["example"]))
    return types


def event_pages(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the address and the Markdown of each page, in each language."""
    types = events(document)
    for language in LANGUAGES:
        prefix = "" if language == "en" else f"{language}/"
        yield prefix + SLUG, _all(types, language)
        for event in types:
            yield prefix + event.slug, _page(event, types, document, language)


def _all(types: list[Event], language: str) -> str:
    words = PAGE[language]
    lines = [front_matter(title=words["title"], description=words["intro"], editUrl=False), words["intro"], ""]
    lines += [_picker(types, None, "../", language)]
    for resource in dict.fromkeys(_GROUPS[event.name.partition(".")[0]] for event in types):
        lines += ["", f"## {RESOURCES[resource][language]}", ""]
        for event in types:
            if _GROUPS[event.name.partition(".")[0]] == resource:
                lines.append(f"* [`{event.name}`](../{event.slug}/): {event.meaning_in(language)}")
    return "\n".join(lines) + "\n"


def _page(event: Event, types: list[Event], document: Document, language: str) -> str:
    words = PAGE[language]
    meaning = event.meaning_in(language)
    lines = [front_matter(title=event.name, description=meaning, editUrl=False), meaning, ""]
    lines += [_picker(types, event, "../../", language), "", words["subscribe"], "", f"## {words['fields']}", ""]
    lines += ['<div class="fields-of-event">', ""]
    lines += [f"| {words['field']} | {words['kind']} | {words['present']} | {words['meaning']} |", "|---|---|---|---|"]
    lines += [*_rows(event.schema, document, language), "", "</div>"]
    example = json.dumps(event.example, ensure_ascii=False, indent=2)
    lines += ["", f"## {words['example']}", "", f"```json\n{example}\n```", "", f"## {words['code']}", ""]
    lines += [code_tabs({"python": python(event), "javascript": javascript(event)}, 1, words["code"]), ""]
    lines += [f"## {words['cause']}", ""]
    if event.name not in reasons():
        listen = f"bivelio listen --forward-to http://localhost:3000/hook --events {event.name}"
        lines += [words["listen"], "", f"```sh\n{listen}\nbivelio trigger {event.name}\n```"]
    else:
        reason = REASONS.get(event.name, {}).get(language, reasons()[event.name])
        lines.append(f"{words['uncaused']}: {reason}")
    return "\n".join(lines) + "\n"


@cache
def reasons() -> dict[str, str]:
    """Return why `bivelio trigger` does not cause a type, by type; none of a type that it causes.

    The command line is no package of the tools: its file is read, not imported.
    """
    for line in ast.parse(TRIGGER.read_text(encoding="utf-8")).body:
        match line:
            case ast.Assign(targets=[ast.Name(id="UNCAUSED")], value=ast.Dict() as table):
                whys: dict[str, str] = ast.literal_eval(table)
                return whys
    raise ValueError(f"{TRIGGER.name} has no UNCAUSED")


def _picker(types: list[Event], current: Event | None, up: str, language: str) -> str:
    words = PAGE[language]
    options = "".join(
        f'<option value="{up}{event.slug}/"{" selected" if event is current else ""}>{event.name}</option>'
        for event in types
    )
    return (
        f'<form class="pick not-content" data-pick><label>{words["type"]} <select>{options}</select></label> '
        f'<button class="primary small">{words["show"]}</button></form>'
    )


def _rows(schema: dict[str, Any], document: Document, language: str) -> Iterator[str]:
    """Yield the fields as rows of a table, those inside others by their path."""
    words = PAGE[language]
    for path, about, is_required in _fields(schema, document.schemas, "", 1):
        text = translation(about.get("description", ""), language).partition("\n\n")[0].replace("|", "\\|")
        presence = words["always"] if is_required else words["if_any"]
        yield f"| `{path}` | {_kind(about, document.schemas, language)} | {presence} | {' '.join(text.split())} |"


def _fields(
    schema: dict[str, Any], schemas: dict[str, Any], above: str, depth: int
) -> Iterator[tuple[str, dict[str, Any], bool]]:
    inside = _resolved(schema, schemas)
    for name, about in inside.get("properties", {}).items():
        plain = _resolved(about, schemas)
        yield f"{above}{name}", plain, name in inside.get("required", ())
        is_list = plain.get("type") == "array"
        within = plain.get("items", {}) if is_list else plain
        if depth < _DEEPEST and isinstance(within, dict):
            yield from _fields(within, schemas, f"{above}{name}{'[]' if is_list else ''}.", depth + 1)


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return what a schema says, through references and beside null; its own description first."""
    if len(kinds := [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]) == 1:
        return _resolved({**kinds[0], **{name: schema[name] for name in ("description",) if name in schema}}, schemas)
    if "$ref" not in schema:
        return schema
    target = _resolved(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    return {**target, **{name: value for name, value in schema.items() if name != "$ref"}}


def _kind(schema: dict[str, Any], schemas: dict[str, Any], language: str) -> str:
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        kinds = (_kind(_resolved(kind, schemas), schemas, language) for kind in schema["anyOf"])
        return " / ".join(dict.fromkeys(kinds))
    name = str(schema.get("type", "any"))
    return KINDS.get(language, {}).get(name, name)


def python(event: Event) -> str:
    """Return a receiver in Python that does something with this type."""
    field = attribute(next(iter(event.example["data"])))
    return f"""import os

from bivelio import webhooks


def receive(body: bytes, headers: dict[str, str]) -> int:
    event = webhooks.verify(body, headers, os.environ["BIVELIO_WEBHOOK_SECRET"])
    if event.event == "{event.name}":
        print(event.data.{field})
    return 204"""


def javascript(event: Event) -> str:
    """Return a receiver in JavaScript that does something with this type."""
    field = next(iter(event.example["data"]))
    return f"""import {{ webhooks }} from '@bivelio/sdk';

export async function receive(request) {{
  const secret = process.env.BIVELIO_WEBHOOK_SECRET;
  const event = await webhooks.verify(await request.text(), request.headers, secret);
  if (event.event === '{event.name}') console.log(event.data.{field});
  return new Response(null, {{ status: 204 }});
}}"""
