"""An operator replays parked messages."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.running import Runtime, until
from tools.deployed import Deployed, OperationFailed
from tools.operate import operate
from tools.replay_parked import replay
from tools.smoke import check
from tools.smoke_checks import SmokeError

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def nothing_is_parked(platform: Runtime) -> None:
    """What another test left parked is gone."""
    platform.client("sqs").purge_queue(QueueUrl=Deployed(None, platform.settings).resource("ParkedWorkflowEvents"))


def test_a_parked_schedule_starts_its_workflow_once_when_it_is_replayed(platform: Runtime):
    demo = platform.demo()["organisations"]["demo"]
    deployed = Deployed(None, platform.settings)
    payload = {
        "organisation": demo["id"],
        "environment": "live",
        "workflow_id": "wf_e5f6g7h8",
        "scheduled_at": "2026-04-01T06:00:00Z",
    }
    function = f"arn:aws:lambda:eu-west-1:123456789012:function:{deployed.resource('StartWorkflow')}"
    parked = {"requestContext": {"functionArn": function}, "requestPayload": payload}
    sqs, queue = platform.client("sqs"), deployed.resource("ParkedWorkflowEvents")

    def runs() -> int:
        asked = {"data": {"workflow_id": "wf_e5f6g7h8"}}
        key = demo["keys"]["live_read"]
        answer = platform.call("/v1/workflows/instances", asked, X_API_Key=key).json()
        total: int = answer["data"]["pagination"]["total"]
        return total

    before = runs()
    for message in (parked, payload):  # Lambda's, of a failed invocation; the schedule's own, of none
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(message))
    assert replay(deployed, "ParkedWorkflowEvents") == (2, 0)
    assert until(lambda: runs() > before) is True
    assert runs() == before + 1


def test_what_fails_again_stays_parked(platform: Runtime):
    deployed = Deployed(None, platform.settings)
    function = f"arn:aws:lambda:eu-west-1:123456789012:function:{deployed.resource('StartWorkflow')}"
    parked = {"requestContext": {"functionArn": function}, "requestPayload": {"nonsense": True}}
    platform.client("sqs").send_message(
        QueueUrl=deployed.resource("ParkedWorkflowEvents"), MessageBody=json.dumps(parked)
    )
    assert replay(deployed, "ParkedWorkflowEvents") == (0, 1)


def test_the_operators_command_answers_what_the_function_does(platform: Runtime, monkeypatch):
    deployed = Deployed(None, platform.settings)
    organisation = platform.demo()["organisations"]["demo"]["id"]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"organisation": organisation, "limit": 1})))
    assert len(operate(deployed, "read_audit", "-")["entries"]) == 1
    with pytest.raises(OperationFailed, match="RESOURCE_NOT_FOUND"):
        operate(deployed, "read_audit", '{"organisation": "org_0000000000000000"}')
    with pytest.raises(OperationFailed, match="the data is not JSON"):
        operate(deployed, "read_audit", "{")


def test_the_smoke_test_serves_a_request_with_a_key_as_often_as_it_runs(platform: Runtime):
    for _ in range(2):
        check(Deployed(None, platform.settings), patience_seconds=10)


def test_the_smoke_test_notices_that_the_api_has_lost_the_authorizers_key(platform: Runtime):
    class Lost(Deployed):
        def client(self, service: str) -> Any:
            lost = SimpleNamespace(get_rest_api=lambda **_: {"apiKeySource": "HEADER"})
            return lost if service == "apigateway" else super().client(service)

    with pytest.raises(SmokeError, match="takes its key from HEADER"):
        check(Lost(None, platform.settings))
