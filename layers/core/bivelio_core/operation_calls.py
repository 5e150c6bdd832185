"""Have the operation's own function carry an operation out, as if its endpoint had been called.

Agents and assistants do: they may use any operation, and a function that could carry out all of them would need the
rights and the layers of all. The event is API Gateway's, with what the authorizer would say of the caller, so limits of
input, idempotency and log lines are those of the endpoint. docs/adr/0080-one-operation-every-face.md
"""

import json
from typing import Any

from bivelio_core import clients, config
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.context import Context
from bivelio_core.errors import TemporarilyUnavailable
from bivelio_core.json_text import to_json
from bivelio_core.operations import Operation
from bivelio_core.store import chain_header

UNAVAILABLE = {"code": TemporarilyUnavailable.code, "message": "The operation did not answer in time."}


def call(operation: Operation, request: Any, ctx: Context) -> dict[str, Any]:
    """What an operation answers: its data, or `{"error": {...}}` with the error of the envelope.

    The caller is that of the context, with its scopes and its idempotency key; `request` is a JSON object.
    """
    words = operation.name.replace(".", "_").split("_")
    name = f"{config.operation_functions()}{''.join(map(str.capitalize, words))}:live"
    event = to_json(_event(request, ctx)).encode()
    try:
        answer = clients.client("lambda").invoke(FunctionName=name, Payload=event)
    except ServiceBusy:
        return {"error": UNAVAILABLE}
    if "FunctionError" in answer:
        return {"error": UNAVAILABLE}
    envelope = json.loads(json.loads(answer["Payload"])["body"])
    return dict(envelope["data"]) if envelope["success"] else {"error": envelope["error"]}


def _event(request: Any, ctx: Context) -> dict[str, Any]:
    """A proxy event (API Gateway Developer Guide, "Input format of a Lambda function")."""
    chain = {chain_header.NAME: chain_header.signed(ctx.store, ctx.chain)} if ctx.chain else {}
    key = {"Idempotency-Key": str(ctx.idempotency_key)} if ctx.idempotency_key else {}
    return {
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json", "Accept-Language": ctx.language, **key, **chain},
        "body": to_json({"data": request}),
        "requestContext": {
            "requestId": ctx.request_id,
            "stage": "sandbox" if ctx.tenant.is_sandbox else "v1",
            "identity": {"sourceIp": ctx.source_ip},
            "authorizer": {
                "verdict": "ok",
                "organisation": ctx.organisation,
                "environment": ctx.tenant.environment,
                "actor_kind": ctx.actor.kind,
                "actor": ctx.actor.id,
                "scopes": " ".join(sorted(ctx.scopes)),
                "plan": "",
                **({"client": ctx.client} if ctx.client else {}),
            },
        },
    }
