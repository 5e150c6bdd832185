"""openapi.json as the SDKs need it: operations with the fields of their requests, and the types of schemas."""

import json
import keyword
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tools.openapi import FILE

PREFIX = "#/components/schemas/"
Schema = dict[str, Any]


def attribute(field: str) -> str:
    """Return the name of a field in Python: `from_` of `from`."""
    return f"{field}_" if keyword.iskeyword(field) else field


def class_name(resource: str) -> str:
    """Return `Contacts` of `contacts`."""
    return "".join(word.capitalize() for word in resource.split("_"))


FIRST = {"clock.advance": "by", "contacts.get": "id", "invoices.rectify": "id"}
"""The field of an operation that is meant most often, though it is not required: `clock advance 3d`."""

SHORT = {"workflows.execute": ("workflow_id", "input"), "agents.invoke": ("agent_id", "input")}
"""Operations whose second argument, after the id, is one field: the short forms of the reference."""


@dataclass(frozen=True)
class Method:
    """An operation as a method: `resource.name(...)`."""

    operation: str
    path: str
    described: Schema
    request: Schema
    request_name: str
    answer: str
    is_bare: bool

    @property
    def resource(self) -> str:
        """The first word of the operation."""
        return self.operation.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of the method."""
        return attribute(self.operation.partition(".")[2])

    @property
    def takes_key(self) -> bool:
        """Whether it takes an Idempotency-Key."""
        return any(one["name"] == "Idempotency-Key" for one in self.described["parameters"])

    @property
    def is_repeatable(self) -> bool:
        """Whether a request that was perhaps carried out may be sent again."""
        return bool(self.described["x-repeatable"])

    @property
    def listing(self) -> dict[str, str] | None:
        """Where the items of a list are, and how its next page is asked for."""
        description: dict[str, str] | None = self.described.get("x-list")
        return description

    @property
    def query(self) -> list[Schema]:
        """The parameters of the query string."""
        return [one for one in self.described["parameters"] if one["in"] == "query"]

    @property
    def may_stream(self) -> bool:
        """Whether `stream: true` answers events."""
        return "text/event-stream" in self.described["responses"]["200"]["content"]

    @property
    def fields(self) -> dict[str, Schema]:
        """The fields that the method takes: that without its name first, then required ones. Streams are not taken."""
        properties: dict[str, Schema] = self.request.get("properties", {})
        required = self.required
        parameters = {name: about for name, about in properties.items() if not (name == "stream" and self.may_stream)}
        order = {name: place for place, name in enumerate(self.unnamed)}
        return dict(
            sorted(parameters.items(), key=lambda item: (order.get(item[0], len(order)), item[0] not in required))
        )

    @property
    def required(self) -> set[str]:
        """The fields that a request must have."""
        return set(self.request.get("required", []))

    @property
    def unnamed(self) -> tuple[str, ...]:
        """The fields that may be given without their names, in this order."""
        if short := SHORT.get(self.operation):
            return short
        return (self.positional,) if self.positional else ()

    @property
    def positional(self) -> str | None:
        """The only required field, where it is an id, or the one of FIRST: it may be given without its name."""
        if field := FIRST.get(self.operation):
            return field
        if len(self.required) != 1:
            return None
        (only,) = self.required
        return only if only == "id" or only.endswith("_id") else None


def event_class(event: str) -> str:
    """Return `ContactCreatedEvent` of `contact.created`."""
    return "".join(word.capitalize() for word in event.replace("_", ".").split(".")) + "Event"


GROUPS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictStatusError",
    422: "UnprocessableError",
    429: "TooManyRequestsError",
    500: "ServerError",
}
"""The class of errors for each status; a code with several statuses is directly an APIError."""


def error_class(code: str) -> str:
    """Return the name of a code's class: `RateLimitError` of `RATE_LIMIT_EXCEEDED`."""
    stem = code.removesuffix("_ERROR").removesuffix("_EXCEEDED")
    return "".join(word.capitalize() for word in stem.split("_")) + "Error"


class Document:
    """The parsed file."""

    def __init__(self) -> None:
        self.content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
        named: dict[str, Schema] = self.content["components"]["schemas"]
        self.named = {name: schema for name, schema in named.items() if not {"properties", "pattern"} & schema.keys()}
        """The enums and unions that have a name. In `schemas` they stand where they are used, with `x-name`."""
        objects = {name: schema for name, schema in named.items() if name not in self.named}
        self.schemas: dict[str, Schema] = _written_out(objects, self.named)

    @cached_property
    def methods(self) -> list[Method]:
        """All operations, without the second paths of some."""
        described = ((path, item["post"]) for path, item in self.content["paths"].items())
        return [self._method(path, one) for path, one in described if not one["operationId"].endswith("_short")]

    @property
    def statuses(self) -> dict[str, list[int]]:
        """The error codes with their statuses."""
        statuses_by_code: dict[str, list[int]] = self.schemas["Error"]["properties"]["code"]["x-statuses"]
        return statuses_by_code

    @property
    def events(self) -> dict[str, str]:
        """The model of the data of each type of event."""
        bodies = {
            name: item["post"]["requestBody"]["content"]["application/json"]["schema"]
            for name, item in self.content["webhooks"].items()
        }
        return {name: referenced(body["properties"]["data"]) for name, body in bodies.items()}

    @property
    def requested(self) -> dict[str, None]:
        """The models of requests."""
        return dict.fromkeys(method.request_name for method in self.methods)

    @property
    def answered(self) -> dict[str, None]:
        """The models of answers, and of the data of events."""
        return dict.fromkeys([*(method.answer for method in self.methods), *self.events.values()])

    @property
    def resources(self) -> dict[str, str]:
        """The resources that have operations, with their sentence."""
        used = {method.resource for method in self.methods}
        return {tag["name"]: tag["description"] for tag in self.content["tags"] if tag["name"] in used}

    def reachable(self, schemas: Iterable[Schema]) -> dict[str, Schema]:
        """Return the schemas that some refer to, at any depth, by name, in the order of the document."""
        seen: set[str] = set()
        waiting = [name for schema in schemas for name in references(schema)]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += references(self.schemas[name])
        return {name: schema for name, schema in self.schemas.items() if name in seen}

    def _method(self, path: str, described: Schema) -> Method:
        body = described["requestBody"]["content"]["application/json"]["schema"]
        answer = described["responses"]["200"]["content"]["application/json"]["schema"]
        is_bare = "$ref" in body
        name = referenced(body if is_bare else body["properties"]["data"])
        return Method(
            operation=described["operationId"],
            path=path,
            described=described,
            request=self.schemas[name],
            request_name=name,
            answer=referenced(answer if is_bare else answer["properties"]["data"]),
            is_bare=is_bare,
        )


def _written_out(schema: Any, named: dict[str, Schema]) -> Any:
    """Return a schema with the named enums and unions instead of references to them."""
    match schema:
        case {"$ref": str(target)} if (name := target.removeprefix(PREFIX)) in named:
            around = {key: value for key, value in schema.items() if key != "$ref"}
            return {**_written_out(named[name], named), **around, "x-name": name}
        case dict():
            return {key: _written_out(value, named) for key, value in schema.items()}
        case list():
            return [_written_out(each, named) for each in schema]
    return schema


def error_parents(document: Document) -> dict[str, str]:
    """Return the class above that of each error code."""
    return {
        code: GROUPS.get(statuses[0], "APIError") if len(statuses) == 1 else "APIError"
        for code, statuses in document.statuses.items()
    }


def referenced(schema: Schema) -> str:
    """Return the name of the schema that a reference is to."""
    return str(schema["$ref"]).removeprefix(PREFIX)


def references(schema: Any) -> Iterator[str]:
    """Yield the names of the schemas that a schema refers to itself."""
    match schema:
        case {"$ref": str(target)}:
            yield target.removeprefix(PREFIX)
        case dict():
            yield from (name for value in schema.values() for name in references(value))
        case list():
            yield from (name for value in schema for name in references(value))


@dataclass(frozen=True)
class Types:
    """Writes schemas as annotations.

    `qualifier` stands before names of classes. Enums of answers are open; requests take exact numbers, days, moments.
    """

    qualifier: str = ""
    is_answer: bool = False

    def of(self, schema: Schema) -> str:
        """Return the annotation of a schema."""
        match schema:
            case {"$ref": _}:
                name = referenced(schema)
                return "str" if name == "Template" else f"{self.qualifier}{name}"
            case {"const": value}:
                return f"Literal[{value!r}]"
            case {"enum": list(values)}:
                closed = f"Literal[{', '.join(map(repr, values))}]"
                return f"{closed} | str" if self.is_answer else closed
            case {"anyOf": list(kinds)} | {"oneOf": list(kinds)}:
                return self._union(kinds)
            case {"type": "array", "items": dict(items)}:
                return f"List[{self.of(items)}]"
            case {"type": "object"} | {"type": "array"}:
                return self._container(schema)
            case {"type": "string", "format": "date" | "date-time" as form} if not self.is_answer:
                return f"str | dt.{form.replace('-', '')}"
            case {"type": "number"} if not self.is_answer:
                return "float | decimal.Decimal"
        plain = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
        return plain.get(schema.get("type", ""), "Any")

    def _union(self, kinds: list[Schema]) -> str:
        parts = dict.fromkeys(part for kind in kinds for part in _parts(self.of(kind)))
        if "Any" in parts:
            return "Any"
        nothing = parts.pop("None", 1) is None
        return " | ".join([*parts, *(["None"] if nothing else [])])

    def _container(self, schema: Schema) -> str:
        if schema["type"] == "array":
            return "List[Any]"
        values = schema.get("additionalProperties")
        inner = self.of(values) if isinstance(values, dict) and values else "Any"
        return f"Dict[str, {inner}]" if self.is_answer else f"Mapping[str, {inner}]"


def _parts(annotation: str) -> list[str]:
    """Return the members of a union that is written as text; brackets keep what is inside them together."""
    parts, depth, quote = [""], 0, ""
    for character in annotation:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        depth += (character in "[(") - (character in "])") if not quote else 0
        if character == "|" and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def nested(schema: Schema) -> Any:
    """Return the models inside a field as the base class of the models reads them; None without any."""
    match schema:
        case {"$ref": _}:
            return None if referenced(schema) == "Template" else referenced(schema)
        case {"discriminator": {"propertyName": by, "mapping": dict(mapping)}}:
            return by, {value: target.removeprefix(PREFIX) for value, target in mapping.items()}
        case {"items": dict(items)}:
            return nested(items)
        case {"anyOf": list(kinds)}:
            models = [one for one in map(nested, kinds) if one is not None]
            if len(models) > 1:
                raise ValueError(f"several models without a discriminator: {models}")
            return models[0] if models else None
        case {"additionalProperties": dict(values)}:
            inner = nested(values)
            return None if inner is None else {"*": inner}
    return None


def sentence(about: Schema) -> str:
    """Return the description of a field on one line, fit for a docstring."""
    return " ".join(str(about.get("description", "")).split()).replace("\\", "\\\\").replace('"""', "'''")
