"""The parts of openapi.json that operations share: models as they are serialised, and error responses."""

from typing import Any

from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.errors import (
    ApiError,
    Conflict,
    InsufficientScope,
    InternalError,
    InvalidToken,
    RateLimitExceeded,
    ResourceNotFound,
    TemporarilyUnavailable,
    TooLarge,
    Unprocessable,
    ValidationError,
)
from bivelio_core.faults import SHOWN, Fault
from bivelio_core.models import Response

from tools.endpoints import operations
from tools.subclasses import failures, subclasses
from tools.texts import constraints

REFERENCE = "#/components/schemas/{model}"

FAILURES: dict[str, tuple[str, ApiError]] = {
    "400": ("The request is malformed; `details` names the field.", ValidationError.of("email", "required")),
    "401": ("The token or key is invalid, expired or absent.", InvalidToken()),
    "402": ("Fewer AI credits are left than the operation costs.", CreditsExhausted(required=3, available=1)),
    "403": (
        "The scope is missing, or the resource belongs to another organisation.",
        InsufficientScope(scope="write", details={"required_scope": "write", "resource": "contacts"}),
    ),
    "404": ("There is no such resource.", ResourceNotFound()),
    "409": (
        "The state does not allow it, or a request with the same Idempotency-Key is under way.",
        Conflict(details={"reason": "version", "version": 4}),
    ),
    "413": ("The body is too large.", TooLarge([Fault("body", "max_bytes", {"limit": 262_144})])),
    "422": ("The request is well formed and makes no sense.", Unprocessable.of("company_id", "not_found")),
    "429": ("The plan's limit is exceeded; wait `retry_after` seconds.", RateLimitExceeded(limit=100, window="minute")),
    "500": ("An error of ours; retry with exponential backoff.", InternalError()),
    "503": ("Temporarily unavailable; retry after `retry_after` seconds.", TemporarilyUnavailable()),
}
SHOWN_TEXTS = (
    "The limit that was passed.",
    "The step of a workflow that is at fault.",
    "What a parser said, in English.",
)
WITHOUT_TEMPLATES = frozenset({"ConditionStep"})
"""Steps whose input is expressions and names of steps already."""

STEPS_INSIDE = frozenset({"steps", "branches"})
"""Inputs that are steps themselves."""

WITH_RETRY_AFTER = frozenset({"409", "429", "503"})
"""The statuses that may come with Retry-After."""


def on_the_wire(definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas of the serialised models, without pydantic's titles of single fields.

    An answer omits fields without a value, so one is null only where the model declares it `nullable`. In a request
    null is shown where it clears a field; elsewhere it means the same as leaving the field out. Fields of the query
    string are parameters, not part of the body.
    """
    responses: list[type[Response]] = [Response, *subclasses(Response)]
    nullable = {kind.__name__: kind.nullable for kind in responses}
    in_query = {o.endpoint.request.__name__: o.endpoint.query for o in operations() if o.endpoint.query}
    for name, schema in definitions.items():
        for field, about in list(schema.get("properties", {}).items()):
            about.pop("title", None)
            if about.get("default", 0) is None:
                del about["default"]
            if field not in nullable[name] if name in nullable else not _clears(name, field):
                schema["properties"][field] = _never_null(about)
        if required := sorted(nullable.get(name, frozenset()) & schema.get("properties", {}).keys()):
            schema["required"] = list(dict.fromkeys([*schema.get("required", []), *required]))
        for field in in_query.get(name, ()):
            del schema["properties"][field]
            schema["required"].remove(field)
        if schema.get("required") == []:
            del schema["required"]
    return definitions


def with_templates(definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas with step inputs as definitions store them: each value may be a text with an expression."""
    if "Template" in definitions:
        raise ValueError("a model is named Template, the name of the schema of texts with expressions")
    schemas = dict(definitions)
    for name, schema in definitions.items():
        input_schema = schema.get("properties", {}).get("input", {})
        if not name.endswith("Step") or name in WITHOUT_TEMPLATES or "$ref" not in input_schema:
            continue
        model = input_schema["$ref"].rpartition("/")[2]
        own = model if model.endswith("Input") else f"{model}Input"
        values = {
            field: about if field in STEPS_INSIDE else _or_template(about)
            for field, about in definitions[model]["properties"].items()
        }
        schemas[own] = {**definitions[model], "title": own, "properties": values}
        schemas[name] = {
            **schema,
            "properties": {**schema["properties"], "input": {**input_schema, "$ref": REFERENCE.format(model=own)}},
        }
    return {
        **schemas,
        "Template": {
            "type": "string",
            "pattern": r"\{\{[\s\S]*\}\}",
            "description": "A text with JMESPath expressions in `{{ }}`; a text that is one expression keeps its type.",
        },
    }


def _or_template(about: dict[str, Any]) -> dict[str, Any]:
    if about.keys() == {"$ref"} or about == {"type": "null"}:
        return about
    upper: dict[str, Any] = {name: about[name] for name in ("description", "default") if name in about}
    inner = {name: value for name, value in about.items() if name not in upper}
    if not inner or inner == {"type": "string"}:
        return about
    kinds = inner["anyOf"] if set(inner) == {"anyOf"} else [inner]
    kinds = [{**kind, "items": _or_template(kind["items"])} if "items" in kind else kind for kind in kinds]
    return {**upper, "anyOf": [*kinds, {"$ref": REFERENCE.format(model="Template")}]}


def _clears(model: str, field: str) -> bool:
    """Tell whether null in a request means to clear the field: in changes, but for the version that is expected."""
    return model.startswith("Update") and field != "version"


def _never_null(about: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in about.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == len(about.get("anyOf", [])):
        return about
    rest = {name: value for name, value in about.items() if name != "anyOf"}
    return {**kinds[0], **rest} if len(kinds) == 1 else {**rest, "anyOf": kinds}


def failure(status: str) -> dict[str, Any]:
    """Return the response of a status without its headers: its meaning and an example."""
    text, error = FAILURES[status]
    if status == "429":
        error.retry_after = 23
    example = {"success": False, "error": error.describe("ca", "8d6f5e0a-4d1c-4b0e-9f7a-2c3b4a5d6e7f")}
    return {
        "description": text,
        "content": {"application/json": {"schema": {"$ref": REFERENCE.format(model="Failure")}, "example": example}},
    }


def envelopes() -> dict[str, Any]:
    """Return the schemas of the error envelope and its parts."""
    kinds = failures()
    codes = {
        code: sorted({kind.status for kind in kinds if kind.code == code}) for code in sorted({k.code for k in kinds})
    }
    fault = {
        "field": {
            "type": "string",
            "description": 'The path of the field inside `data`: `line_items[0].quantity`, `custom_fields["a.b"]`; '
            "the name of a header, or `body`.",
        },
        "constraint": {
            "type": "string",
            "description": "What it breaks; new ones may be added.",
            "examples": sorted({name for name, _ in constraints()}),
        },
        **{name: {"description": text} for name, text in zip(SHOWN, SHOWN_TEXTS, strict=True)},
    }
    error = {
        "type": "object",
        "description": "Why a request failed. `code` is the contract.",
        "required": ["code", "message", "request_id", "retryable", "remedy", "doc_url"],
        "properties": {
            "code": {
                "type": "string",
                "examples": list(codes),
                "x-statuses": codes,
                "description": "What went wrong; the contract. New codes may be added.",
            },
            "message": {"type": "string", "description": "For a person, in the language asked for."},
            "retry_after": {"type": "integer", "minimum": 1, "description": "Seconds to wait before trying again."},
            "details": {
                "type": "object",
                "description": "What else a program may want to know; which members there are depends on the code.",
                "properties": {
                    **fault,
                    "errors": {
                        "type": "array",
                        "description": "Of VALIDATION_ERROR: all faults, the first included, up to 20.",
                        "items": {"$ref": REFERENCE.format(model="Fault")},
                    },
                    "required_scope": {"type": "string", "description": "The scope that is missing."},
                },
                "additionalProperties": True,
            },
            "request_id": {"type": "string", "description": "Name it to support."},
            "retryable": {"type": "boolean", "description": "Whether the same request can succeed later."},
            "remedy": {"type": "string", "description": "What to do now, in the same language."},
            "doc_url": {"type": "string", "format": "uri", "description": "The page that explains the code."},
        },
    }
    return {
        "Fault": {
            "type": "object",
            "description": "One thing that is wrong with one field.",
            "required": ["field", "constraint", "message"],
            "properties": {**fault, "message": {"type": "string", "description": "For a person."}},
        },
        "Error": error,
        "Failure": {
            "type": "object",
            "description": "The envelope of every failure.",
            "required": ["success", "error"],
            "properties": {
                "success": {"const": False, "description": "Always false."},
                "error": {"$ref": REFERENCE.format(model="Error")},
            },
        },
    }
