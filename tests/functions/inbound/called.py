"""Calls of providers, as API Gateway passes them on."""

import hashlib
import hmac
import json
from types import SimpleNamespace
from typing import Any

from tests.api import ORGANISATION, Answer, load
from tests.functions.integrations.connected import WHATSAPP


def arrive(
    provider: str,
    body: bytes = b"",
    *,
    connection: str = "",
    method: str = "POST",
    headers: dict[str, str] | None = None,
    organisation: str = ORGANISATION,
    stage: str = "v1",
    query: dict[str, str] | None = None,
) -> Answer:
    """Call an inbound path."""
    event = {
        "httpMethod": method,
        "headers": {"Content-Type": "application/json", **(headers or {})},
        "queryStringParameters": {"organisation": organisation, "connection": connection, **(query or {})},
        "body": body.decode("utf-8", "surrogateescape"),
        "isBase64Encoded": False,
        "requestContext": {"requestId": "test-request", "stage": stage, "identity": {"sourceIp": "192.0.2.1"}},
    }
    answer = load(f"inbound/{provider}").handler(event, SimpleNamespace(aws_request_id="test"))
    return Answer(answer["statusCode"], answer["headers"], answer["body"])


def signature(body: bytes, secret: str = str(WHATSAPP["app_secret"])) -> dict[str, str]:
    """The header with which Meta signs."""
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def to_json(document: Any) -> bytes:
    """A body as Meta writes it: ASCII, with escapes."""
    return json.dumps(document).encode()
