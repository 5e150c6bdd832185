"""openapi.json from the handlers' models and their examples, and what steps are tried with from the same examples.

`python -m tools.openapi [--check]`
"""

import json
from typing import Annotated, Any

from bivelio_core import domain
from bivelio_core.entrypoints.rate_limit import PLANS
from bivelio_core.events import catalogue
from bivelio_core.models import Request
from bivelio_core.workflows.definitions.models import TRIGGERS
from pydantic import BaseModel, Field, create_model
from pydantic.json_schema import models_json_schema

from tools import step_examples
from tools.endpoints import operations
from tools.generated import write_or_check
from tools.openapi_operations import EVERYWHERE, HEADERS, operation_object, response_headers
from tools.openapi_schemas import FAILURES, REFERENCE, WITH_RETRY_AFTER, envelopes, failure, on_the_wire, with_templates
from tools.openapi_shared import used, with_names
from tools.template import ROOT

FILE = ROOT / "openapi.json"
DESCRIPTION = """One REST API for workflows, AI agents, contacts, messages, documents, calendar, invoices, MCP tools and
webhooks. Every operation is a POST with the body `{"action", "data"}`; `action` is optional. Test keys work on
`sandbox.api.bivelio.com`, where effects on others are simulated, live keys on `api.bivelio.com`. Send one credential:
an API key in `X-API-Key`, or the access token of a user in `Authorization`, never both."""
SERVERS = (
    {"url": "https://sandbox.api.bivelio.com/v1", "description": "Sandbox: test keys; effects on others are simulated"},
    {"url": "https://api.bivelio.com/v1", "description": "Live"},
)

NEXT_SIGNATURE = "X-BiVelio-Signature-Next"
SIGNATURE_HEADERS = {
    "X-BiVelio-Signature": "Hex HMAC-SHA256 of the body, keyed with the webhook's signing secret.",
    NEXT_SIGNATURE: "The same under the new secret, while a rotation's overlap lasts.",
    "webhook-id": "The event's id (Standard Webhooks).",
    "webhook-timestamp": "Seconds since 1970 at this attempt (Standard Webhooks).",
    "webhook-signature": "`v1,` and base64 HMAC-SHA256 of `id.timestamp.body` (Standard Webhooks).",
}


def document() -> dict[str, Any]:
    """The whole OpenAPI 3.1 document."""
    models = _models()
    _, definitions = models_json_schema(
        [(model, mode) for model, mode in models.items()],  # type: ignore[misc]
        ref_template=REFERENCE,
    )
    if ambiguous := sorted(name for name in definitions.get("$defs", {}) if "__" in name):
        raise ValueError(f"two models have one name: rename one of each, for operations name models by it: {ambiguous}")
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "BiVelio API",
            "version": "1.0.0",
            "description": DESCRIPTION,
            "contact": {"email": "support@bivelio.com"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": list(SERVERS),
        "security": [{"ApiKey": []}],
        "tags": [_tag(name) for name in dict.fromkeys(operation.endpoint.resource for operation in operations())],
        "paths": {route: {"post": operation_object(o, route)} for o in operations() for route in o.endpoint.paths},
        "webhooks": {name: {"post": _event(name)} for name in domain.event_types()},
        "components": {
            "schemas": {**with_names(with_templates(on_the_wire(definitions.get("$defs", {})))), **envelopes()},
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
    return used(whole)


def _tag(name: str) -> dict[str, str]:
    sentences = {tag: text for declared in domain.declared() for tag, text in declared.tags.items()}
    return {"name": name, "description": sentences[name]}


def _models() -> dict[type[BaseModel], str]:
    modes: dict[type[BaseModel], str] = {}
    for operation in operations():
        modes[operation.endpoint.request] = "validation"
        modes[operation.endpoint.response] = "serialization"
    for event_type in domain.event_types():
        modes.setdefault(catalogue.payload_model(event_type), "serialization")
    return modes | {_trigger(): "validation"}


def _trigger() -> type[BaseModel]:
    """Return the triggers of all types as one model: which of its fields a trigger has, its `trigger_type` says.

    Defaults are told in words: clients that send them would send the fields of other types.
    """
    fields: dict[str, Any] = {}
    for kind in ("cron", "event", "inbound"):
        for name, field in TRIGGERS[kind].model_fields.items():
            about = f"For `{kind}`: {(field.description or '')[:1].lower()}{(field.description or '')[1:]}"
            about += "" if field.is_required() or field.default is None else f" By default `{field.default}`."
            field_info = Field(None, description=about, examples=field.examples)
            parts = (field.annotation, *field.metadata)
            fields[name] = (Annotated[parts] if field.metadata else field.annotation, field_info)
    about = "What starts a workflow by itself, by its `trigger_type`; empty for `manual` and `api`."
    return create_model("Trigger", __base__=Request, __doc__=about, **fields)


def _failure(status: str) -> dict[str, Any]:
    named = (*EVERYWHERE, "Retry-After") if status in WITH_RETRY_AFTER else EVERYWHERE
    return {**failure(status), "headers": response_headers(named)}


def _event(event_type: str) -> dict[str, Any]:
    """Return the description of the request that a webhook receiver gets (docs/webhooks.md)."""
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
        "data": catalogue.example(event_type),
    }
    return {
        "operationId": f"event.{event_type}",
        "security": [],
        "summary": domain.event_types()[event_type].description,
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": name != NEXT_SIGNATURE,
                "description": text,
                "schema": {"type": "string"},
            }
            for name, text in SIGNATURE_HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": payload, "example": example}}},
        "responses": {"2XX": {"description": "Taken. Anything else, or nothing in 10 seconds, is tried again."}},
    }


def text() -> str:
    """The whole file."""
    return _lines(document(), 2) + "\n"


def _lines(value: Any, depth: int) -> str:
    """JSON with a line for each member down to a depth: one for each operation and, one deeper, for each schema.

    So a change of an operation is a change of a line, and two that change others do not meet.
    """
    if depth == 0 or not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    deeper = {"components": depth}
    members = [f"{json.dumps(name)}: {_lines(part, deeper.get(name, depth - 1))}" for name, part in value.items()]
    return "{\n" + ",\n".join(members) + "\n}"


if __name__ == "__main__":
    write_or_check(FILE, text, "openapi")
    write_or_check(step_examples.FILE, step_examples.text, "openapi")
