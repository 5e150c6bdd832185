"""A traced request has a subsegment of X-Ray for each call of AWS; others have none, and pay nothing."""

import json
import socket

import pytest
from bivelio_core.aws import traces
from bivelio_core.aws_calls import ServiceBusy
from jsonschema import Draft202012Validator

from tests.aws.scripted import message, refuses, says, scripted
from tests.aws.served import PATIENT, client_of

ROOT, PARENT = "1-5759e988-bd862e3fe1be46a994272793", "557abcec3ee5a047"
SAMPLED = f"Root={ROOT};Parent={PARENT};Sampled=1;Lineage=1:a87bd80c:0"
ONCE = PATIENT._replace(again_within=0)
ASKED = {"TableName": "bivelio", "Key": {"PK": {"S": "secret-of-a-person"}, "SK": {"S": "1"}}}

HEX16 = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
TEXT = {"type": "string", "minLength": 1, "maxLength": 250}
NUMBER, YES = {"type": "number", "exclusiveMinimum": 1e9}, {"const": True}


def strict(required, **optional):
    """An object that has nothing but these members."""
    members = {**required, **optional}
    return {"type": "object", "properties": members, "required": list(required), "additionalProperties": False}


SUBSEGMENT = Draft202012Validator(
    strict(
        {
            "name": {"type": "string", "pattern": r"^[\w .:/%&#=+\\\-@]{1,200}$"},
            "id": HEX16,
            "trace_id": {"type": "string", "pattern": "^1-[0-9a-f]{8}-[0-9a-f]{24}$"},
            "parent_id": HEX16,
            "type": {"const": "subsegment"},
            "namespace": {"const": "aws"},
            "start_time": NUMBER,
            "end_time": NUMBER,
            "aws": strict(
                {"operation": TEXT, "region": TEXT, "retries": {"type": "integer", "minimum": 0}},
                request_id=TEXT,
                table_name=TEXT,
                index_name=TEXT,
                queue_url=TEXT,
                table_names={"type": "array", "items": TEXT},
            ),
        },
        http=strict({"response": strict({"status": {"type": "integer"}})}),
        error=YES,
        fault=YES,
        throttle=YES,
        cause=strict({"exceptions": {"type": "array", "items": strict({"id": HEX16, "type": TEXT, "remote": YES})}}),
    )
)
"""An independent subsegment, by the X-Ray Developer Guide, "Segment documents", and what of it ours may have."""


@pytest.fixture
def daemon(monkeypatch):
    """The packets that X-Ray's daemon gets, in an invocation that is traced."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening, scripted() as server:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(5)
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{listening.getsockname()[1]}")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", SAMPLED)
        yield Daemon(listening, server)
        traces._socket().close()
        traces._socket.cache_clear()


class Daemon:
    """What came, and the server that is asked."""

    def __init__(self, listening, server):
        self.listening, self.server = listening, server

    def subsegment(self):
        """The next packet's document."""
        header, _, document = self.listening.recv(65536).partition(b"\n")
        assert json.loads(header) == {"format": "json", "version": 1}
        subsegment = json.loads(document)
        SUBSEGMENT.validate(subsegment)
        assert "secret-of-a-person" not in document.decode()
        assert (subsegment["trace_id"], subsegment["parent_id"]) == (ROOT, PARENT)
        assert subsegment["start_time"] <= subsegment["end_time"]
        return subsegment

    def is_quiet(self):
        """Whether nothing more came."""
        self.listening.settimeout(0.2)
        try:
            return not self.listening.recv(65536)
        except TimeoutError:
            return True


def test_a_call_is_told_with_its_table_status_and_retries(daemon):
    daemon.server.script = [refuses("ThrottlingException")]
    client_of(daemon.server.port).get_item(**ASKED)
    subsegment = daemon.subsegment()
    assert subsegment["name"] == "dynamodb"
    assert subsegment["aws"] == {
        "operation": "GetItem",
        "region": "eu-west-1",
        "table_name": "bivelio",
        "request_id": "R1",
        "retries": 1,
    }
    assert subsegment["http"] == {"response": {"status": 200}}
    assert {"error", "fault", "throttle"}.isdisjoint(subsegment)
    assert daemon.is_quiet(), "one for a call, not for each try"


def test_a_refusal_is_an_error_and_a_busy_service_a_fault(daemon):
    client = client_of(daemon.server.port, ONCE)
    daemon.server.script = [refuses("ConditionalCheckFailedException")]
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        client.get_item(**ASKED)
    subsegment = daemon.subsegment()
    assert subsegment["error"] is True
    assert subsegment["http"] == {"response": {"status": 400}}
    assert [each["type"] for each in subsegment["cause"]["exceptions"]] == ["ConditionalCheckFailedException"]
    assert subsegment["aws"]["request_id"] == "R1"
    daemon.server.script = [refuses("ThrottlingException")]
    with pytest.raises(ServiceBusy):
        client.get_item(**ASKED)
    subsegment = daemon.subsegment()
    assert (subsegment["fault"], subsegment["cause"]["exceptions"][0]["type"]) == (True, "ServiceBusy")


def test_batches_and_queues_are_told_by_their_names(daemon):
    daemon.server.script = [says(message({"Responses": {}})), says(message({}))]
    client_of(daemon.server.port).batch_get_item(RequestItems={"bivelio": {"Keys": [ASKED["Key"]]}})
    assert daemon.subsegment()["aws"]["table_names"] == ["bivelio"]
    client_of(daemon.server.port, service="sqs").send_message(QueueUrl="https://q/1", MessageBody="secret-of-a-person")
    assert daemon.subsegment()["aws"]["queue_url"] == "https://q/1"


@pytest.mark.parametrize("trace", ["", f"Root={ROOT};Parent={PARENT};Sampled=0", f"Root={ROOT}"])
def test_what_is_not_traced_sends_nothing(daemon, monkeypatch, trace):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", trace)
    client_of(daemon.server.port).get_item(**ASKED)
    assert daemon.is_quiet()


@pytest.mark.parametrize("address", ["", "nonsense", "127.0.0.1:1", "nowhere.invalid:2000"])
def test_a_daemon_that_is_not_there_harms_no_request(daemon, monkeypatch, address):
    monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", address)
    for _ in range(3):
        assert client_of(daemon.server.port).get_item(**ASKED)["Item"]


def test_the_address_of_the_daemon_has_both_forms_of_the_sdks():
    assert traces.daemon("169.254.79.129:2000") == ("169.254.79.129", 2000)
    assert traces.daemon("tcp:127.0.0.1:2000 udp:127.0.0.2:2001") == ("127.0.0.2", 2001)
    assert traces.daemon("udp:127.0.0.2:2001 tcp:127.0.0.1:2000") == ("127.0.0.2", 2001)
    assert traces.daemon("tcp:127.0.0.1:2000") is None
