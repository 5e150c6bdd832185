"""What the reference says in Catalan and Spanish: `site/texts/ca.po` and `es.po`, by the English text itself.

An entry's `msgid` is what `openapi.json` says, so an English text that changes has no translation until somebody writes
one: its page shows the English, and `make translations` lists it.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bivelio_core.errors import ApiError
from bivelio_core.expressions.functions.catalogue import FUNCTIONS

from tools.endpoints import operations
from tools.gallery import definitions
from tools.po import fields_of, literal
from tools.sdk.document import Document
from tools.subclasses import failures
from tools.template import ROOT

FOLDER = ROOT / "site" / "texts"
TRANSLATED = ("ca", "es")
HEADER = """\
# What the reference says, translated from openapi.json: see docs/translate.md. `make translations` puts it in order.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
_SCOPE = re.compile(r"Scope: `[^`]+`\.\s*")
Schemas = dict[str, Any]
_PLACES = ("example", "examples", "x-statuses")
"""Members of the document that hold values, not schemas."""


def english(document: Document) -> dict[str, str]:
    """Return every text of the reference's pages, each with the first place that says it."""
    texts: dict[str, str] = {}
    for text, place in (*_texts(document), *_of_errors(), *_of_functions(), *_of_gallery()):
        if text:
            texts.setdefault(text, place)
    return texts


def meaning(kind: type[ApiError]) -> str:
    """Return when a failure is answered, in English: what its class says of itself."""
    return (kind.__doc__ or "").strip().partition("\n")[0]


@cache
def translations(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Return the translations of a language by their English text; none of English."""
    file = folder / f"{language}.po"
    if not file.exists():
        return {}
    blocks = re.split(r"\n\s*\n", file.read_text(encoding="utf-8"))
    entries = (fields_of(block) for block in blocks[1:] if block.strip())
    return {entry["msgid"]: entry["msgstr"] for entry in entries if entry.get("msgstr")}


def translation(text: str, language: str) -> str:
    """Return a text in a language, or as it is in English where it has no translation."""
    text_by_english = translations(language)
    if text in text_by_english:
        return text_by_english[text]
    return text_by_english[f"{text}."].rstrip(".") if f"{text}." in text_by_english else text


def title_of(described: dict[str, Any]) -> str:
    """Return what the reference calls an operation: its declared title, or its summary without the full stop."""
    return str(described.get("x-title") or described["summary"].rstrip("."))


def remarks(described: dict[str, Any]) -> str:
    """Return what an operation's description says beside its scope, which pages show by itself."""
    return _SCOPE.sub("", described["description"])


def missing(language: str, texts: dict[str, str]) -> list[str]:
    """Return the English texts that have no translation."""
    return [text for text in texts if translation(text, language) == text and text not in translations(language)]


def unused(language: str, texts: dict[str, str]) -> list[str]:
    """Return the translations of texts that English no longer says."""
    return [text for text in translations(language) if text not in texts and text.rstrip(".") not in texts]


def write(language: str, texts: dict[str, str], folder: Path = FOLDER) -> None:
    """Write a language's file: in the order of the document, what English no longer says at its end."""
    text_by_english = translations(language, folder)
    gone = {text: "no page" for text in text_by_english if text not in texts}
    blocks = [
        f"#: {place}\nmsgid {literal(text)}\nmsgstr {literal(text_by_english[text])}\n"
        for text, place in (texts | gone).items()
        if text in text_by_english
    ]
    (folder / f"{language}.po").write_text("\n".join([HEADER.format(language=language), *blocks]), encoding="utf-8")


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    content = document.content
    for tag in content["tags"]:
        yield tag["description"], tag["name"]
    for status, answer in content["components"]["responses"].items():
        yield answer["description"], status
    for method in document.methods:
        about = method.described
        yield about["summary"], method.operation
        if about["summary"].rstrip(".") != title_of(about):
            yield title_of(about), method.operation
        yield remarks(about), method.operation
        for parameter in about["parameters"]:
            if parameter["in"] == "query":
                yield parameter["description"], method.operation
    schemas = content["components"]["schemas"]
    for name, schema in schemas.items():
        yield from _of_schema(schema, name, schemas)


def _of_errors() -> Iterator[tuple[str, str]]:
    """When each failure is answered, as the pages of errors say."""
    operations()  # it hands over the domains, whose errors are among them
    for kind in failures():
        yield meaning(kind), kind.code


def _of_functions() -> Iterator[tuple[str, str]]:
    """What each function of expressions gives, as their page says."""
    for function in FUNCTIONS.values():
        yield function.summary, f"expressions.{function.name}"


def _of_gallery() -> Iterator[tuple[str, str]]:
    """What each definition of the gallery is called, and what it does."""
    for name, definition in definitions().items():
        yield definition["name"], f"gallery.{name}"
        yield definition["description"], f"gallery.{name}"


def _of_schema(schema: Any, place: str, schemas: Schemas) -> Iterator[tuple[str, str]]:
    """The texts of fields, and the first paragraphs of the variants of a field."""
    if isinstance(schema, list):
        for each in schema:
            yield from _of_schema(each, place, schemas)
    if not isinstance(schema, dict):
        return
    for name, field in schema.get("properties", {}).items():
        if isinstance(field, dict):
            yield _text(field, schemas), f"{place}.{name}"
    for kind in _variants(schema, schemas):
        yield _text(kind, schemas).partition("\n\n")[0], place
    for name, inner in schema.items():
        if name not in _PLACES:
            yield from _of_schema(inner, place, schemas)


def _variants(schema: Schemas, schemas: Schemas) -> list[Schemas]:
    """What of a field's kinds is an object of its own, where there are several: each opens by its name."""
    kinds = [kind for kind in (*schema.get("anyOf", ()), *schema.get("oneOf", ())) if "$ref" in kind]
    objects = [kind for kind in kinds if schemas[kind["$ref"].rpartition("/")[2]].get("properties")]
    return objects if len(objects) > 1 else []


def _text(schema: dict[str, Any], schemas: Schemas) -> str:
    """What a page shows for a schema: its own description, or that of the schema which it refers to."""
    if "description" in schema or "$ref" not in schema:
        return str(schema.get("description", ""))
    return str(schemas[schema["$ref"].rpartition("/")[2]].get("description", ""))
