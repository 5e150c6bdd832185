"""Calls of the URLs of workflows, and the worker that starts their runs."""

import base64
import hmac
import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from bivelio_core import clock
from bivelio_core.credits import plans
from bivelio_core.store.connect import table

from tests.api import ORGANISATION, Answer, call, load
from tests.services import waiting
from tests.workflows.calls import workflow

FORM = "application/x-www-form-urlencoded"
HOST = "api.example.test"


def inbound(*steps: Any, verify: dict[str, Any] | None = None, **about: Any) -> tuple[str, str]:
    """The id and the token of a new workflow that a URL starts."""
    trigger = {**({"verify": verify} if verify else {}), **about.pop("trigger", {})}
    identifier = workflow(*steps, trigger_type="inbound", trigger=trigger, **about)
    return identifier, call("workflows.rotate_url", {"id": identifier}).data["token"]


def be_on(plan: str) -> None:
    """Put the organisation on a plan, as the operator's function tells the others; without it, it is the smallest."""
    table().transact([plans.copied(ORGANISATION, plans.Plan(plan))])
    plans.forget()


def send(
    token: str,
    body: Any,
    *,
    headers: dict[str, str] | None = None,
    stage: str = "v1",
    query: dict[str, str] | None = None,
    kind: str = "application/json",
) -> Answer:
    """Call a URL: bytes as they are, fields as a form, anything else as JSON."""
    content = body if isinstance(body, bytes) else encoded(body, kind)
    answer = reach("workflows", token, content, {"Content-Type": kind, **(headers or {})}, stage=stage, query=query)
    return Answer(answer["statusCode"], answer["headers"], json.loads(answer["body"]))


def reach(
    page: str,
    token: str,
    content: bytes,
    headers: dict[str, str],
    *,
    method: str = "POST",
    stage: str = "v1",
    query: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Call an inbound path with a token, as API Gateway passes it on."""
    event = {
        "httpMethod": method,
        "headers": headers,
        "queryStringParameters": query,
        "pathParameters": {"token": token},
        "body": base64.b64encode(content).decode(),
        "isBase64Encoded": True,
        "requestContext": {
            "requestId": "test-request",
            "stage": stage,
            "domainName": HOST,
            "path": f"/{stage}/inbound/{page}/{token}",
            "identity": {"sourceIp": "192.0.2.1"},
        },
    }
    answer: dict[str, Any] = load(f"inbound/{page}").handler(event, SimpleNamespace(aws_request_id="test"))
    return answer


def encoded(body: Any, kind: str = "application/json") -> bytes:
    """The bytes of a body."""
    return (urlencode(body, doseq=True) if kind == FORM else json.dumps(body, ensure_ascii=False)).encode()


def signed(secret: str, body: bytes, *, at: int | None = None, header: str = "X-Signature") -> dict[str, str]:
    """The headers of a sender that signs its body, with the time of sending when it is given."""
    content = body if at is None else f"{at}.".encode() + body
    written = {header: "sha256=" + hmac.digest(secret.encode(), content, "sha256").hex()}
    return written if at is None else {**written, "X-Timestamp": str(at)}


def now() -> int:
    """The second that it is."""
    return int(clock.epoch())


def work_off(again: int = 1) -> int:
    """Have the worker start what waits, each message delivered so often; how many messages there were."""
    jobs = waiting("inbound_starts")
    for job in [each for each in jobs for _ in range(again)]:
        assert start(job) == {"batchItemFailures": []}
    return len(jobs)


def start(job: dict[str, Any]) -> Any:
    """Deliver one message to the worker."""
    return load("workers/start_inbound_workflow").handler(
        {"Records": [{"messageId": "1", "body": json.dumps(job)}]}, None
    )
