"""The operations of openapi.json: what each endpoint takes, what it answers, and with which headers."""

from collections.abc import Iterable
from typing import Any, get_origin

from bivelio_core.catalogue import LANGUAGES
from bivelio_core.entrypoints.declaration import READING_VERBS, Endpoint

from tools.endpoints import Operation
from tools.openapi_schemas import REFERENCE
from tools.raised import raised
from tools.stability import extensions

HEADERS = {
    "X-Request-Id": ("The id of the request; give it to support.", {"type": "string"}),
    "Content-Language": ("The language of the messages.", {"type": "string", "enum": list(LANGUAGES)}),
    "X-RateLimit-Limit": (
        "Requests a minute of the limit that is nearest; absent without a limit.",
        {"type": "integer"},
    ),
    "X-RateLimit-Remaining": ("Requests left of it in this minute; absent without a limit.", {"type": "integer"}),
    "X-RateLimit-Reset": ("When the minute ends, in epoch seconds; absent without a limit.", {"type": "integer"}),
    "X-Sandbox-Resets-At": (
        "When the sandbox day ends; only in the sandbox.",
        {"type": "string", "format": "date-time"},
    ),
    "Retry-After": ("Seconds to wait before trying again.", {"type": "integer", "minimum": 1}),
    "Idempotent-Replayed": (
        "`true` when the answer is that of an earlier request with the same key.",
        {"type": "string", "const": "true"},
    ),
}
EVENTS = (
    "With `stream: true`: events `delta` (`{text}`, a piece of the answer), `tool` (a tool was called), `result` (the "
    "`data` of the answer, the last one) and `error` (the `error` of the envelope, instead of `result`)."
)
EITHER = ("ApiKey", "AccessToken")
"""The credentials that most operations accept: a key, or the access token of a user."""

EVERYWHERE = tuple(name for name in HEADERS if name not in ("Retry-After", "Idempotent-Replayed"))


def operation_object(operation: Operation, route: str) -> dict[str, Any]:
    """The Operation Object of an endpoint at one of its routes (OpenAPI 3.1, section 4.8.10)."""
    endpoint = operation.endpoint
    is_short = route != operation.endpoint.paths[0]
    request = {"$ref": REFERENCE.format(model=endpoint.request.__name__)}
    response = {"$ref": REFERENCE.format(model=endpoint.response.__name__)}
    has_required = any(
        field.is_required() for name, field in endpoint.request.model_fields.items() if name not in endpoint.query
    ) or bool(endpoint.query)
    body = (
        request
        if endpoint.is_bare
        else {
            "type": "object",
            "additionalProperties": False,
            "properties": {"action": {"const": endpoint.action}, "data": request},
            **({"required": ["data"]} if has_required else {}),
        }
    )
    answer = (
        response
        if endpoint.is_bare
        else {
            "type": "object",
            "required": ["success", "data"],
            "properties": {"success": {"const": True}, "data": response},
        }
    )
    return {
        "operationId": endpoint.operation + ("_short" if is_short else ""),
        "tags": [endpoint.resource],
        "summary": endpoint.summary,
        **({"x-title": endpoint.title} if endpoint.title else {}),
        "description": _scope_sentence(operation),
        **({} if (accepted := _credentials(operation)) == EITHER else {"security": [{accepted[0]: []}]}),
        "parameters": _parameters(operation),
        "requestBody": {
            "required": has_required,
            "content": {"application/json": {"schema": body, "example": operation.example["request"]}},
        },
        "responses": {
            "200": {"description": "Done.", **_answered(operation, answer)},
            **(
                {"202": {"description": "Begun; it goes on.", **_answered(operation, answer)}}
                if endpoint.may_be_accepted
                else {}
            ),
            **{status: {"$ref": f"#/components/responses/{status}"} for status in raised(endpoint.operation)},
        },
        "x-errors": raised(endpoint.operation),
        "x-scope": endpoint.scope,
        "x-credentials": list(accepted),
        "x-repeatable": _is_repeatable(endpoint),
        **({"x-list": listed} if (listed := list_of(endpoint)) else {}),
        **extensions(endpoint.operation),
    }


def _is_repeatable(endpoint: Endpoint) -> bool:
    """Tell whether a client may send a request again that was perhaps carried out.

    It reads, or has its effect once under its Idempotency-Key. What needs no scope and is no reading verb is about the
    session of a user: a refresh token works once, for example.
    """
    reads = endpoint.only_reads or endpoint.operation.rpartition(".")[2] in READING_VERBS
    return endpoint.writes or reads or endpoint.scope is not None or list_of(endpoint) is not None


def list_of(endpoint: Endpoint) -> dict[str, str] | None:
    """Return where the items of a list are, and how its next page is asked for; None of an operation that is no list.

    By number: `{"items": "contacts", "by": "page"}`. By cursor: `by` names the field of the request, `cursor` that of
    the answer which it is taken from.
    """
    answer, request_fields = endpoint.response.model_fields, endpoint.request.model_fields
    items = [name for name, field in answer.items() if get_origin(field.annotation) is list]
    if "pagination" in answer and "page" in request_fields:
        (name,) = items
        return {"items": name, "by": "page"}
    for cursor in answer:
        by = cursor.removeprefix("next_")
        if by != cursor and by in request_fields and len(items) == 1:
            return {"items": items[0], "by": by, "cursor": cursor}
    return None


def _answered(operation: Operation, answer: dict[str, Any]) -> dict[str, Any]:
    named = (*EVERYWHERE, "Idempotent-Replayed") if operation.endpoint.remembers else EVERYWHERE
    example = merged(operation.example["response"], operation.example.get("also", {}))
    content = {"application/json": {"schema": answer, "example": example}}
    if operation.endpoint.may_stream:
        content["text/event-stream"] = {"schema": {"type": "string", "description": EVENTS}}
    return {"headers": response_headers(named), "content": content}


def merged(document: Any, also: Any) -> Any:
    """Merge the fields that a documented answer leaves out into it, at every depth."""
    match document, also:
        case dict(), dict():
            both = {name: merged(value, also.get(name, value)) for name, value in document.items()}
            return both | {name: value for name, value in also.items() if name not in document}
        case list(), list():
            return [merged(*pair) for pair in zip(document, also, strict=True)]
        case _:
            return document


def _scope_sentence(operation: Operation) -> str:
    endpoint = operation.endpoint
    named = f"{endpoint.scope_of}:{endpoint.scope}" if endpoint.scope_of else endpoint.scope
    scope = f"Scope: `{named}`." if endpoint.scope else "Any valid credential of the organisation."
    return scope + (" Users only: an API key is refused." if endpoint.actors == ("user",) else "")


def _credentials(operation: Operation) -> tuple[str, ...]:
    """Return the schemes that an operation accepts, any one of them. The first is what a generated client sends.

    `security` names that one alone: a client that is generated from alternatives may send them all, which is refused.
    """
    if operation.endpoint.is_bare:
        return ("PublicKey", *EITHER)
    return ("AccessToken",) if operation.endpoint.actors == ("user",) else EITHER


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {
            "name": "Accept-Language",
            "in": "header",
            "description": "Language of messages: ca (default), es or en.",
            "schema": {"type": "string", "default": "ca"},
        }
    ]
    if operation.endpoint.writes:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "1-255 printable characters; the same key and body get the same answer for 24 hours.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            }
        )
    fields = operation.endpoint.request.model_json_schema()["properties"]
    parameters += [
        {
            "name": name,
            "in": "query",
            "required": True,
            "description": "How to sign in: by password, or by the refresh token of an earlier answer.",
            "schema": {"type": "string", "enum": fields[name]["enum"]},
            "example": operation.example["query"][name],
        }
        for name in operation.endpoint.query
    ]
    return parameters


def response_headers(named: Iterable[str]) -> dict[str, Any]:
    """Return references to the headers of these names."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in named}
