"""On a running platform the log of the functions becomes the log of requests, and is counted once."""

import json
from typing import Any

import pytest

from tests.requests.logs import batch, line
from tests.running import Runtime, until
from tools.deployed import Deployed
from tools.replay_parked import replay

pytestmark = pytest.mark.e2e


@pytest.fixture
def demo(platform: Runtime) -> dict[str, Any]:
    found: dict[str, Any] = platform.demo()["organisations"]["demo"]
    return found


def ask(platform: Runtime, demo: dict[str, Any], path: str, **data: Any) -> Any:
    return platform.call(f"/sandbox/v1{path}", {"data": data}, X_API_Key=demo["keys"]["test_secret"])


@pytest.mark.on_aws
def test_a_failed_request_can_be_read_by_the_id_of_its_answer(platform: Runtime, demo):
    answer = ask(platform, demo, "/contacts/create", type="person", password="hunter2hunter2")
    asked = answer.headers["x-request-id"]
    assert answer.status == 400
    assert until(lambda: ask(platform, demo, "/requests/get", id=asked).status == 200) is True
    found = ask(platform, demo, "/requests/get", id=asked).json()["data"]
    assert json.loads(found["request_body"]) == {"data": {"type": "person", "password": "********"}}
    assert json.loads(found["response_body"])["error"] == answer.json()["error"]
    listed = ask(platform, demo, "/requests/list", operation="contacts.create", outcome="failed").json()["data"]
    assert asked in [request["id"] for request in listed["requests"]]


def test_a_parked_batch_is_kept_when_it_is_replayed(platform: Runtime, demo):
    deployed = Deployed(None, platform.settings)
    function = f"arn:aws:lambda:eu-west-1:123456789012:function:{deployed.resource('RecordRequests')}"
    payload = batch(line(77, organisation=demo["id"], Environment="sandbox"))
    parked = {"requestContext": {"functionArn": function}, "requestPayload": payload}
    for _ in range(2):
        platform.client("sqs").send_message(
            QueueUrl=deployed.resource("ParkedRequests"), MessageBody=json.dumps(parked)
        )
    assert replay(deployed, "ParkedRequests") == (2, 0)
    assert ask(platform, demo, "/requests/get", id="request-77").status == 200
