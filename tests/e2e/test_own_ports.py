"""For a user, the platform calls none of the runtime's own ports: the AWS endpoint there asks for no credentials."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.running import Runtime, until

pytestmark = pytest.mark.e2e
ENDED = ("completed", "failed", "cancelled")
Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(platform: Runtime) -> Call:
    """Send a request as the demo organisation; the status and the body come back."""
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]

    def send(path: str, **data: Any) -> tuple[int, Any]:
        answer = platform.call(f"/v1/{path}", {"data": data}, X_API_Key=key)
        return answer.status, answer.json()

    return send


@pytest.fixture(params=["port", "emulator_port"])
def own_url(platform: Runtime, request: pytest.FixtureRequest) -> str:
    """An address on one of the runtime's ports, harmless if it is called."""
    return f"http://localhost:{getattr(platform.settings, request.param)}/health"


def test_a_webhook_to_an_own_port_is_refused(call: Call, own_url: str):
    status, body = call("webhooks/create", url=own_url, events=["contact.created"])
    assert (status, body["success"]) == (422, False), body


def test_a_step_reaches_no_own_port(call: Call, own_url: str):
    step = {"id": "s", "type": "http_request", "input": {"url": "{{ input.url }}", "method": "GET"}}
    workflow = call("workflows/create", name="Own ports", steps=[step])[1]["data"]["id"]
    started = call("workflows/execute", workflow_id=workflow, input={"url": own_url})[1]["data"]["instance_id"]

    def ended() -> Any:
        instance = call("workflows/instances/get", instance_id=started)[1]["data"]
        return instance if instance["status"] in ENDED else None

    assert until(ended)["status"] == "failed"
