"""openapi.json from the handlers' models and their examples: `python -m tools.openapi [--check]`."""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

from bivelio_core.entrypoints.rate_limit import PLANS
from bivelio_core.events import catalogue
from bivelio_core.events.examples import EXAMPLES
from bivelio_core.faults import LANGUAGES
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from tools.endpoints import Operation, operations
from tools.openapi_schemas import FAILURES, REFERENCE, WITH_PATIENCE, envelopes, failure, on_the_wire, with_templates
from tools.template import ROOT

FILE = ROOT / "openapi.json"
DESCRIPTION = """One REST API for workflows, AI agents, contacts, messages, documents, calendar, invoices, MCP tools and
webhooks. Every operation is a POST of `{"action", "data"}`; `action` may be left out. Live keys answer on
`api.bivelio.com`, test keys on `sandbox.api.bivelio.com`, where nothing leaves the platform."""

HEADERS = {
    "X-Request-Id": ("The id of the request; name it to support.", {"type": "string"}),
    "Content-Language": ("The language of the messages.", {"type": "string", "enum": list(LANGUAGES)}),
    "X-RateLimit-Limit": ("Requests a minute that the plan allows; absent without a limit.", {"type": "integer"}),
    "X-RateLimit-Remaining": ("Requests left in this minute; absent without a limit.", {"type": "integer"}),
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
EVERYWHERE = tuple(name for name in HEADERS if name not in ("Retry-After", "Idempotent-Replayed"))

SIGNATURE_HEADERS = {
    "X-BiVelio-Signature": "Hex HMAC-SHA256 of the body, keyed with the webhook's signing secret.",
    "webhook-id": "The event's id (Standard Webhooks).",
    "webhook-timestamp": "Seconds since 1970 at this attempt (Standard Webhooks).",
    "webhook-signature": "`v1,` and base64 HMAC-SHA256 of `id.timestamp.body` (Standard Webhooks).",
}

TAGS = {
    "auth": "Signing in and out.",
    "contacts": "People and companies, with their import and export as CSV.",
    "events": "What happened, for whoever prefers asking to being called.",
    "keys": "API keys, for administrators who signed in.",
    "webhooks": "Addresses that are told of events.",
    "workflows": "Definitions, their runs, and decisions about them.",
}


def document() -> dict[str, Any]:
    """The whole OpenAPI 3.1 document."""
    models = _models()
    _, definitions = models_json_schema(
        [(model, mode) for model, mode in models.items()],  # type: ignore[misc]
        ref_template=REFERENCE,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "BiVelio API",
            "version": "1.0.0",
            "description": DESCRIPTION,
            "contact": {"email": "support@bivelio.com"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [
            {"url": "https://api.bivelio.com/v1", "description": "Live"},
            {"url": "https://sandbox.api.bivelio.com/v1", "description": "Sandbox"},
            {"url": "http://localhost:8080/v1", "description": "Local runtime"},
        ],
        "tags": [_tag(name) for name in dict.fromkeys(operation.endpoint.resource for operation in operations())],
        "paths": {route: {"post": _operation(o, route)} for o in operations() for route in o.function.routes},
        "webhooks": {name: {"post": _event(name)} for name in catalogue.TYPES},
        "components": {
            "schemas": {**with_templates(on_the_wire(definitions.get("$defs", {}))), **envelopes()},
            "headers": {name: {"description": text, "schema": schema} for name, (text, schema) in HEADERS.items()},
            "responses": {status: _failure(status) for status in FAILURES},
            "securitySchemes": {
                "ApiKey": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-API-Key",
                    "description": "A secret key, `bv_live_sk_...` or `bv_test_sk_...`, or a publishable one to read.",
                },
                "AccessToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "From `/auth/token`; good for 60 minutes.",
                },
                "PublicKey": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "apikey",
                    "description": "The same keys under the name that `/auth/token` documents.",
                },
            },
        },
        "x-rate-limits": {
            plan: {"per_minute": limits.per_minute, "per_second": limits.per_second} if limits else None
            for plan, limits in PLANS.items()
        },
    }


def _tag(name: str) -> dict[str, str]:
    if name not in TAGS:
        raise KeyError(f"say in TAGS of tools/openapi.py what {name!r} is about")
    return {"name": name, "description": TAGS[name]}


def _models() -> dict[type[BaseModel], str]:
    found: dict[type[BaseModel], str] = {}
    for operation in operations():
        found[operation.endpoint.request] = "validation"
        found[operation.endpoint.response] = "serialization"
    for event_type in catalogue.TYPES:
        found.setdefault(catalogue.payload_model(event_type), "serialization")
    return found


def _failure(status: str) -> dict[str, Any]:
    named = (*EVERYWHERE, "Retry-After") if status in WITH_PATIENCE else EVERYWHERE
    return {**failure(status), "headers": _response_headers(named)}


def _event(event_type: str) -> dict[str, Any]:
    """What a receiver gets (docs/webhooks.md)."""
    payload = {
        "type": "object",
        "required": ["id", "event", "timestamp", "webhook_id", "data"],
        "properties": {
            "id": {"type": "string", "description": "The event's id, the same in each attempt: ignore a second one."},
            "event": {"const": event_type},
            "timestamp": {"type": "string", "format": "date-time"},
            "webhook_id": {"type": "string"},
            "data": {"$ref": REFERENCE.format(model=catalogue.payload_model(event_type).__name__)},
        },
    }
    example = {
        "id": "evn_0j3k8z2m4n6p0q1r",
        "event": event_type,
        "timestamp": "2026-04-07T13:05:00Z",
        "webhook_id": "wh_o8p9q0r1",
        "data": EXAMPLES[event_type],
    }
    return {
        "operationId": f"event.{event_type}",
        "security": [],
        "summary": catalogue.TYPES[event_type].description,
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in SIGNATURE_HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": payload, "example": example}}},
        "responses": {"2XX": {"description": "Taken. Anything else, or nothing in 10 seconds, is tried again."}},
    }


def _operation(operation: Operation, route: str) -> dict[str, Any]:
    endpoint = operation.endpoint
    is_short = route != operation.function.routes[0]
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
        "description": _scope_sentence(operation),
        "security": _security(operation),
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
            **{status: {"$ref": f"#/components/responses/{status}"} for status in _failures(operation)},
        },
        "x-scope": endpoint.scope,
    }


def _answered(operation: Operation, answer: dict[str, Any]) -> dict[str, Any]:
    named = (*EVERYWHERE, "Idempotent-Replayed") if operation.endpoint.remembers else EVERYWHERE
    example = _merged(operation.example["response"], operation.example.get("also", {}))
    return {
        "headers": _response_headers(named),
        "content": {"application/json": {"schema": answer, "example": example}},
    }


def _merged(shown: Any, also: Any) -> Any:
    """A documented answer with what it leaves out, at every depth."""
    match shown, also:
        case dict(), dict():
            merged = {name: _merged(value, also.get(name, value)) for name, value in shown.items()}
            return merged | {name: value for name, value in also.items() if name not in shown}
        case list(), list():
            return [_merged(*pair) for pair in zip(shown, also, strict=True)]
        case _:
            return shown


def _failures(operation: Operation) -> list[str]:
    """The statuses an operation can fail with."""
    names = [field.alias or name for name, field in operation.endpoint.request.model_fields.items()]
    names_a_resource = any(name == "id" or name.endswith("_id") for name in names)
    without = set() if names_a_resource else {"404"}
    without |= set() if operation.endpoint.writes else {"409", "422"}
    return [status for status in FAILURES if status not in without]


def _scope_sentence(operation: Operation) -> str:
    endpoint = operation.endpoint
    scope = f"Scope: `{endpoint.scope}`." if endpoint.scope else "Any valid credential of the organisation."
    return scope + (" Users only: an API key is refused." if endpoint.actors == ("user",) else "")


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.endpoint.is_bare:
        return [{"PublicKey": []}, {"ApiKey": []}, {"AccessToken": []}]
    if operation.endpoint.actors == ("user",):
        return [{"AccessToken": []}]
    return [{"ApiKey": []}, {"AccessToken": []}]


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


def _response_headers(named: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in named}


def main() -> None:
    """Write the file, or say that it is stale."""
    parser = argparse.ArgumentParser(description="Generate openapi.json.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when the file is stale")
    text = json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
    if not parser.parse_args().check:
        FILE.write_text(text, encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
        sys.exit("openapi.json is stale: run `make openapi`")


if __name__ == "__main__":
    main()
