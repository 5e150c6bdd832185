"""Operations as calls of the SDK: their methods, the keywords of their examples, and all that an answer has."""

from typing import Any

import bivelio.models
from bivelio._model import Model

from tools.endpoints import Operation
from tools.sdk.document import Method, attribute

NOTHING = {"of": ["no", "type"]}
"""What no text, number, truth value or list is."""


def method(client: Any, operation: str) -> Any:
    """The method of an operation."""
    resource, _, verb = operation.partition(".")
    return getattr(getattr(client, resource), attribute(verb))


def arguments(example: dict[str, Any]) -> dict[str, Any]:
    """The keywords of an example's request: its fields, without `stream: false`."""
    request = example["request"]
    has_envelope = "query" not in example and set(request) <= {"action", "data"}
    fields: dict[str, Any] = request.get("data", {}) if has_envelope else request
    keywords = {attribute(name): value for name, value in fields.items() if name != "stream"}
    query: dict[str, Any] = example.get("query", {})
    return keywords | query


def model_of(operation: Operation) -> type[Model]:
    """The class of an operation's answer."""
    found: type[Model] = getattr(bivelio.models, operation.endpoint.response.__name__)
    return found


def read_all(model: Model) -> None:
    """Read every field of an answer that the class declares, and those of the objects inside it."""
    for field in model._fields:
        value = getattr(model, attribute(field))
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Model):
                read_all(one)


def wrong(described: Method, example: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """A field of an operation and the keywords of its example with a wrong value there; None without such a field."""
    plain = {name for name, about in described.fields.items() if _is_plain(about)}
    if not plain:
        return None
    field = min(plain, key=lambda name: (name not in described.required, name))
    return field, arguments(example) | {attribute(field): NOTHING}


def _is_plain(about: dict[str, Any]) -> bool:
    kinds = about.get("anyOf", [about])
    return all(kind.get("type") in {"string", "integer", "number", "boolean", "array", "null"} for kind in kinds)
