"""Operations as platforms of automation show them: resources, actions, fields with their kinds, lists and files.

Each generator reads this and nothing else, so that n8n, Zapier and Make offer the same operations by the same names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from bivelio_core.operation_index import OPERATIONS

from tools.sdk.document import Document, Method, Schema
from tools.sdk.operations import kind_of
from tools.site.reference import title

CAPITALS = frozenset(
    [
        *("aeat", "ai", "api", "bcc", "bic", "bom", "cc", "cii", "csv", "eu", "html", "http", "iban", "id", "igic"),
        *("ip", "ipsi", "irpf", "json", "mcp", "mfa", "nif", "oss", "pdf", "sepa", "sms", "smtp", "spfe", "ubl"),
        *("url", "utc", "vat", "xlsx", "xml"),
    ]
)
"""Words that titles have in capitals."""

WRITTEN = {
    "bivelio": "BiVelio",
    "cloudevents": "CloudEvents",
    "facturx": "Factur-X",
    "ids": "IDs",
    "urls": "URLs",
    "vcard": "vCard",
    "verifactu": "VERI*FACTU",
    "whatsapp": "WhatsApp",
}
"""Words that titles write in a way of their own."""

SMALL = frozenset(
    ["a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)
"""Words that titles have in small letters, except at their begin and end."""

PAGES = frozenset({"page", "per_page"})
"""What asks for a page by its number."""

NO_FILES = frozenset({("BookableService", "url"), ("Connection", "inbound_url"), ("Source", "url"), ("Webhook", "url")})
"""Addresses in answers that are of something else than a file. All others are signed and need no credential."""

LONG_TEXT = 2_000
"""A text that may have so many characters is written in several lines."""

DECIMAL = frozenset({"number", "string", "null", "integer"})
"""What an exact number may be written as."""

UPLOAD = "content_base64"
"""The field of a request that has a file."""


@dataclass(frozen=True)
class Choice:
    """A value that a field may have."""

    value: str | int
    title: str


@dataclass(frozen=True)
class Field:
    """A field of a request. `kind` is that of tools.sdk.operations.kind_of, or decimal: a number or one as text."""

    name: str
    kind: str
    is_required: bool
    is_nullable: bool
    about: str
    choices: tuple[Choice, ...]
    default: Any
    example: Any
    bounds: tuple[float | None, float | None]
    is_long: bool
    is_list: bool
    is_text_too: bool
    schema: Schema

    @property
    def title(self) -> str:
        """What it is called: `Company ID`."""
        return titled(self.name)


@dataclass(frozen=True)
class AnswerFile:
    """A field of an answer that has a file, in base64 or by a signed URL."""

    name: str
    is_url: bool


@dataclass(frozen=True)
class Action:
    """An operation. `listing` has the rows and what asks for the next page; `upload` is the field with a file."""

    operation: str
    path: str
    title: str
    summary: str
    changes: bool
    fields: tuple[Field, ...]
    listing: Mapping[str, str] | None
    upload: str | None
    files: tuple[AnswerFile, ...]
    example: Mapping[str, Any]
    answer: Schema
    answer_example: Mapping[str, Any]

    @property
    def resource(self) -> str:
        """The first word of the operation."""
        return self.operation.partition(".")[0]

    @property
    def name(self) -> str:
        """The rest of it."""
        return self.operation.partition(".")[2]

    @property
    def size(self) -> Field:
        """The field of a list that says how many rows a page has."""
        field = "per_page" if (self.listing or {}).get("by") == "page" else "limit"
        return next(each for each in self.fields if each.name == field)

    @property
    def visible_fields(self) -> tuple[Field, ...]:
        """The fields that people fill in: without those that pages are asked for by, and the content of a file."""
        listing = self.listing or {}
        hidden = PAGES if listing.get("by") == "page" else {listing.get("by"), "limit"} if listing else frozenset()
        return tuple(each for each in self.fields if each.name not in hidden and each.name != self.upload)


@dataclass(frozen=True)
class Resource:
    """The operations on one kind of thing."""

    name: str
    about: str
    actions: tuple[Action, ...]

    @property
    def title(self) -> str:
        """What it is called: `Knowledge`."""
        return titled(self.name)


@dataclass(frozen=True)
class Event:
    """A type of event, with the sample of what a receiver is sent."""

    name: str
    about: str
    sample: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What it is called: `Contact Created`."""
        return titled(self.name.replace(".", "_"))


class Catalogue:
    """Everything that a platform may offer: operations that have all faces, and the types of event."""

    def __init__(self, document: Document | None = None) -> None:
        self.document = document or Document()

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """The resources that have at least one operation to offer."""
        offered = [each for each in self.document.methods if not OPERATIONS[each.operation].only_http]
        actions = [self._action(each) for each in offered]
        by_name = {name: tuple(each for each in actions if each.resource == name) for name in self.document.resources}
        return tuple(Resource(name, self.document.resources[name], by_name[name]) for name in by_name if by_name[name])

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        """The operations by name."""
        return {action.operation: action for resource in self.resources for action in resource.actions}

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The types of event that webhooks receive."""
        described = ((name, item["post"]) for name, item in self.document.content["webhooks"].items())
        return tuple(
            Event(name, one["summary"], one["requestBody"]["content"]["application/json"]["example"])
            for name, one in described
        )

    def _action(self, method: Method) -> Action:
        names = [AnswerFile(name, not name.endswith("_base64")) for name in self._files(method.answer)]
        body = method.described["requestBody"]["content"]["application/json"]["example"]
        answered = method.described["responses"]["200"]["content"]["application/json"]["example"]
        return Action(
            operation=method.operation,
            path=method.path,
            title=title(method),
            summary=method.described["summary"],
            changes=OPERATIONS[method.operation].changes,
            fields=tuple(
                _field(name, about, is_required=name in method.required) for name, about in method.fields.items()
            ),
            listing=method.listing,
            upload=UPLOAD if UPLOAD in method.fields else None,
            files=tuple(names),
            example=body.get("data", {}),
            answer=self.document.schemas[method.answer],
            answer_example=answered["data"],
        )

    def _files(self, answer: str) -> list[str]:
        properties = self.document.schemas[answer]["properties"]
        named = (name for name in properties if name.endswith(("_base64", "_url")) or name == "url")
        return [name for name in named if (answer, name) not in NO_FILES]


def titled(name: str) -> str:
    """Return a name as a title: `Company ID` of `company_id`."""
    words = re.split(r"[_\s]+|\.(?=[a-z*])", name.strip("_"))
    last = len(words) - 1
    return " ".join(_word(word, is_outermost=place in (0, last)) for place, word in enumerate(words))


def marked_up(text: str) -> str:
    """Return a sentence of the reference as HTML: what stands between backticks as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(" ".join(text.split()), quote=False))


def plain(text: str) -> str:
    """Return a sentence of the reference without marks."""
    return " ".join(text.replace("`", "").split())


def _word(word: str, *, is_outermost: bool) -> str:
    lower = word.lower()
    if lower in WRITTEN:
        return WRITTEN[lower]
    if lower in CAPITALS:
        return word.upper()
    if lower in SMALL and not is_outermost:
        return lower
    return word[:1].upper() + word[1:]


def _field(name: str, about: Schema, *, is_required: bool) -> Field:
    kind, values = kind_of(about)
    alternatives = {each.get("type") for each in _alternatives(about)}
    if kind == "json" and "number" in alternatives <= DECIMAL:
        kind = "decimal"
    inner = _without_null(about)
    bounded = inner.get("items", inner) if kind.endswith("[]") else inner
    return Field(
        name=name,
        kind=kind,
        is_required=is_required,
        is_nullable=inner is not about,
        about=str(about.get("description", "")),
        choices=tuple(Choice(int(each) if kind == "integer" else each, titled(each)) for each in values),
        default=about.get("default"),
        example=next(iter(about.get("examples") or inner.get("examples") or ()), None),
        bounds=(bounded.get("minimum"), bounded.get("maximum")),
        is_long=kind == "string" and not values and inner.get("maxLength", 0) >= LONG_TEXT,
        is_list=inner.get("type") == "array",
        is_text_too=kind == "json" and "string" in alternatives,
        schema=inner,
    )


def _alternatives(schema: Schema) -> list[Schema]:
    """Return what a field may be, one by one."""
    return [each for kind in ("anyOf", "oneOf") for each in schema.get(kind, [])]


def _without_null(schema: Schema) -> Schema:
    """Return what a field may be beside null."""
    match schema:
        case {"anyOf": list(kinds)} if len(rest := [kind for kind in kinds if kind.get("type") != "null"]) == 1:
            return dict(rest[0])
    return schema
