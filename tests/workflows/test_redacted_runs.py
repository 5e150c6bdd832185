"""A run is shown without credentials to those who may not write workflows, and so is the event of its end."""

import json
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.redaction import REDACTED

from tests.api import call
from tests.receiver import Receiver, Reply

READERS = [{"scopes": "read"}, {"scopes": "write"}, {"scopes": "workflows:write"}, {"scopes": "workflows:read"}]


@pytest.fixture
def answering():
    """A receiver whose answers carry credentials."""
    body = json.dumps({"access_token": "secret-1", "user": "ana", "author": "Anna"}).encode()
    with Receiver(lambda got: Reply(401 if "fail" in got.path else 200, {"Set-Cookie": "secret-2"}, body)) as receiver:
        yield receiver


def test_a_reader_sees_a_run_without_credentials(states, stream, answering):
    steps = [
        {"id": "login", "type": "http_request", "input": {"url": answering.url}},
        {"id": "keep", "type": "set", "input": {"password": "secret-3", "got": "{{ steps.login.output.json }}"}},
    ]
    output = {"token": "{{ steps.login.output.json.access_token }}", "who": "{{ steps.login.output.json.user }}"}
    made = call("workflows.create", {"name": "One", "steps": steps, "output": output}).data["id"]
    given = {"workflow_id": made, "input": {"api_key": "secret-4", "name": "Anna"}}
    run = call("workflows.execute", given, caller={"scopes": "write"}).data["instance_id"]
    states.run()
    stream.publish()
    whole = call("workflows.instances_get", {"instance_id": run}).data
    assert whole["output"] == {"token": "secret-1", "who": "ana"}
    with clock.frozen(clock.now() + timedelta(seconds=10)):
        for caller in READERS:
            reading = {**caller, "scopes": f"{caller['scopes']} events:read"}
            answers = [
                call("workflows.get", {"id": made}, caller=caller).data,
                call("workflows.instances_get", {"instance_id": run}, caller=caller).data,
                call("workflows.instances", {"workflow_id": made}, caller=caller).data,
                call("events.list", {}, caller=reading).data,
            ]
            assert "secret-" not in json.dumps(answers), caller
            assert answers[1]["output"] == {"token": REDACTED, "who": "ana"}
            answer = answers[1]["steps"][0]["output"]
            assert (
                json.loads(answer["body"])
                == answer["json"]
                == {"access_token": REDACTED, "user": "ana", "author": "Anna"}
            )
        event = call("events.list", {}, caller={"scopes": "admin"}).data["events"][0]
    assert event["data"]["output"]["token"] == "secret-1"


def test_a_reader_sees_a_failure_without_credentials(states, answering):
    url = answering.url + "/fail"
    steps = [{"id": "login", "type": "http_request", "input": {"url": url}}]
    made = call("workflows.create", {"name": "One", "steps": steps}).data["id"]
    run = call("workflows.execute", {"workflow_id": made}).data["instance_id"]
    states.run()
    shown = call("workflows.instances_get", {"instance_id": run}, caller={"scopes": "read"}).data
    assert "secret-" not in json.dumps(shown)
