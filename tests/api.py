"""Calls an endpoint's real handler with an event like API Gateway's: the one event builder of all tests."""

import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from bivelio_core.store.table import Table
from bivelio_core.store.writes import Key

from tests.permissions import with_its_policy

ROOT = Path(__file__).parent.parent
ORGANISATION, OTHER_ORGANISATION = "org_0000000000000000", "org_1111111111111111"

DEFAULT_CALLER = {
    "verdict": "ok",
    "organisation": ORGANISATION,
    "environment": "live",
    "actor_kind": "api_key",
    "actor": "key_test",
    "scopes": "admin",
    "plan": "starter",
    "limit": "100",
    "remaining": "99",
    "reset": "1712505600",
}


@cache
def load(path: str) -> ModuleType:
    """The module of a function, e.g. `contacts/create`, loaded as Lambda does, under its policy."""
    file = ROOT / "functions" / path / "handler.py"
    spec = importlib.util.spec_from_file_location("functions." + path.replace("/", "."), file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.handler = with_its_policy(path, module.handler)  # type: ignore[attr-defined]
    return module


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def data(self) -> Any:
        """The data of a success; fails with the whole answer otherwise."""
        assert self.status in {200, 202} and self.body["success"], self  # noqa: PT018
        return self.body["data"]

    @property
    def error(self) -> Any:
        """The error of a failure."""
        assert self.status >= 400 and self.body["success"] is False, self  # noqa: PT018
        return self.body["error"]


def event(body: Any, *, headers: dict[str, str] | None = None, caller: dict[str, str] | None = None) -> dict[str, Any]:
    """A proxy event. `caller` overrides the authorizer's context; a str or bytes body is sent as it is."""
    authorizer = {**DEFAULT_CALLER, **(caller or {})}
    text = body.decode("latin-1") if isinstance(body, bytes) else body if isinstance(body, str) else json.dumps(body)
    return {
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json", **(headers or {})},
        "body": text,
        "isBase64Encoded": False,
        "requestContext": {
            "requestId": "test-request",
            "stage": "sandbox" if authorizer.get("environment") == "sandbox" else "v1",
            "identity": {"sourceIp": "192.0.2.1"},
            "authorizer": authorizer,
        },
    }


def invoke(path: str, request: dict[str, Any]) -> Answer:
    """Invoke a function with a ready event."""
    lambda_context = SimpleNamespace(
        function_name=path,
        aws_request_id="test",
        get_remaining_time_in_millis=lambda: 10_000,
    )
    answer = load(path).handler(request, lambda_context)
    return Answer(answer["statusCode"], answer["headers"], json.loads(answer["body"]))


def lose_answers(table: Table) -> None:
    """Delete the records of answers: what a function that died before writing one leaves, or one that has expired."""
    for key in [Key(item["PK"], item["SK"]) for item in table.query(f"{ORGANISATION}#live#IDEM")]:
        table.delete(key)


def call(
    operation: str,
    data: Any = None,
    *,
    headers: dict[str, str] | None = None,
    caller: dict[str, str] | None = None,
) -> Answer:
    """Call an endpoint, e.g. `call("contacts.create", {"type": "person", "name": "Maria"})`."""
    body = {} if data is None else {"data": data}
    answer = invoke(operation.replace(".", "/"), event(body, headers=headers, caller=caller))
    assert str(answer.status) in documented(operation), f"openapi.json has no {answer.status} of {operation}: {answer}"
    return answer


def rows(operation: str, items: str, *, per_page: int = 100, **data: Any) -> list[Any]:
    """The `items` of all pages of a list."""
    found: list[Any] = []
    for page in count(1):
        part = call(operation, {**data, "page": page, "per_page": per_page}).data[items]
        if not part:
            break
        found += part
    return found


@cache
def _documents() -> dict[str, frozenset[str]]:
    paths = json.loads((ROOT / "openapi.json").read_text("utf-8"))["paths"]
    return {path: frozenset(operations["post"]["responses"]) for path, operations in paths.items()}


def documented(operation: str) -> frozenset[str]:
    """The statuses that openapi.json says an operation may answer."""
    paths = load(operation.replace(".", "/")).handler.endpoint.paths
    return _documents()[paths[0]]
