"""Stream and queue consumers lose nothing: failures are retried, unreadable records parked, others processed."""

import ast
import json
import threading
from typing import Any

import boto3
import pytest
from bivelio_core import clients, config
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.documents import queue as documents
from bivelio_core.entrypoints.logs import begin_invocation
from bivelio_core.entrypoints.queue import batch_consumer, queue_consumer
from bivelio_core.entrypoints.stream import stream_consumer
from bivelio_core.store.changes import Change
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.there import there
from tools.template import ROOT

CT, OTHER = "org_1#live#CT", "org_1#live#MSG#x"


def item(number: int, pk: str = CT) -> dict[str, Any]:
    return {"PK": pk, "SK": str(number), "n": number, "chunk": b"\x00\xff", "parts": [{"b": b"1"}]}


@pytest.fixture
def parked(services):
    """What is on the queue of parked records."""
    url = config.queue_url("parked")
    return lambda: [
        json.loads(message["Body"]) for message in boto3.client("sqs").receive_message(QueueUrl=url).get("Messages", [])
    ]


class Consumer:
    """Collects what it is given; fails as often as told, for good on some numbers."""

    def __init__(self, failures: int = 0, bad: frozenset[int] = frozenset()):
        self.written: list[int] = []
        self.failures, self.bad = failures, bad
        self.handler = stream_consumer("test", kinds=lambda: {"CT"}, read=self.read, write=self.write)

    def read(self, change: Change) -> int | None:
        """The number, of a change that is readable."""
        if change.after and change.after["n"] < 0:
            raise KeyError("unreadable")
        return change.after["n"] if change.after else None

    def write(self, found):
        """Collect, or fail as told."""
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        if self.bad & set(found):
            raise ValueError(found)
        self.written += found


def test_changes_arrive_decoded_and_only_of_the_wanted_kinds():
    change = Change(streams.record(item(1), item(2)))
    assert (change.before, change.after) == (item(1), item(2))
    assert (there(change.partition).kind, change.key.sk) == ("CT", "2")
    consumer = Consumer()
    event = streams.batch(
        *(streams.record(None, item(n)) for n in (1, 2)),
        streams.record(None, item(3, OTHER)),
        streams.record(None, item(4, "KEY#abc")),
        streams.record(item(5), None),
    )
    assert consumer.handler(event, None) == {"batchItemFailures": []}
    assert consumer.written == [1, 2]


def test_a_failed_batch_is_tried_one_by_one_and_the_lane_resumes_at_the_failure():
    records = [streams.record(None, item(n)) for n in (1, 2, 3)]
    passing = Consumer(failures=1)
    assert passing.handler(streams.batch(*records), None) == {"batchItemFailures": []}
    assert passing.written == [1, 2, 3]
    failing = Consumer(bad=frozenset({2}))
    answer = failing.handler(streams.batch(*records), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": records[1]["dynamodb"]["SequenceNumber"]}]}
    assert failing.written == [1]


def test_an_unreadable_change_is_parked_with_its_record_and_the_others_go_on(parked):
    consumer = Consumer()
    poison = streams.record(None, item(-1))
    event = streams.batch(streams.record(None, item(1)), poison, streams.record(None, item(2)))
    assert consumer.handler(event, None) == {"batchItemFailures": []}
    assert consumer.written == [1, 2]
    (message,) = parked()
    assert message["record"] == poison


def test_a_change_whose_error_is_longer_than_a_message_is_parked_too(parked):
    def read(change: Change) -> int:
        raise ValueError("x" * 300_000)

    handler = stream_consumer("test", kinds=lambda: {"CT"}, read=read, write=lambda _: None)
    assert handler(streams.batch(streams.record(None, item(1))), None) == {"batchItemFailures": []}
    (message,) = parked()
    assert message["error"].startswith("ValueError('xxx")
    assert "record" in message


def test_only_the_failed_messages_of_a_queue_come_back():
    def serve(message):
        if message["n"] == 2:
            raise ConnectionError

    bodies = [json.dumps({"n": 1}), json.dumps({"n": 2}), "not json", json.dumps({"n": 4})]
    event = {"Records": [{"messageId": str(number), "body": body} for number, body in enumerate(bodies, 1)]}
    for at_once in (1, 10):
        answer = queue_consumer("test", serve, at_once=at_once)(event, None)
        assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["2", "3"]


def test_messages_of_a_batch_are_served_at_once():
    meeting = threading.Barrier(3, timeout=60)
    event = {"Records": [{"messageId": str(n), "body": "{}"} for n in range(3)]}

    def serve(_: object) -> None:
        meeting.wait()

    handler = queue_consumer("test", serve, at_once=3)
    assert handler(event, None) == {"batchItemFailures": []}


def queued(*bodies):
    return {"Records": [{"messageId": str(number), "body": body} for number, body in enumerate(bodies, 1)]}


def test_what_a_batch_shares_is_made_once_of_all_that_can_be_read():
    began: list[list[int]] = []
    served: list[int] = []

    def begin(numbers):
        began.append(list(numbers))
        return served.append

    handler = batch_consumer("test", lambda body: body["n"], begin)
    answer = handler(queued('{"n": 1}', '{"m": 2}', "nonsense", '{"n": 4}'), None)
    assert (began, served) == ([[1, 4]], [1, 4])
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["2", "3"]


def test_a_batch_that_cannot_begin_comes_back_whole():
    def begin(_):
        raise ConnectionError

    answer = batch_consumer("test", lambda body: body, begin)(queued("{}", "{}"), None)
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["1", "2"]


@pytest.mark.parametrize(("receives", "seconds"), [(1, 5), (2, 15), (9, 60)])
def test_a_failed_message_of_an_ordered_queue_is_visible_again_soon_and_those_of_others_are_not(
    monkeypatch, receives, seconds
):
    asked = []

    def fail(body: dict[str, Any]) -> None:
        if body["n"] == 1:
            raise ValueError

    class Queue:
        """Notes what is asked."""

        def change_message_visibility(self, **about: Any) -> None:
            """Note it."""
            asked.append(about)

    monkeypatch.setenv("ORDERED_QUEUE_URL", "https://sqs/ordered.fifo")
    monkeypatch.setattr(clients, "client", lambda _: Queue())
    handler = queue_consumer("test", fail, ordered="ordered", waits=(5, 15, 60))

    def records(suffix: str) -> dict[str, Any]:
        about = {
            "eventSourceARN": f"arn:aws:sqs:x:1:q{suffix}",
            "attributes": {"ApproximateReceiveCount": str(receives)},
        }
        return {
            "Records": [
                {"messageId": str(n), "receiptHandle": f"r{n}", "body": json.dumps({"n": n}), **about} for n in (1, 2)
            ]
        }

    for suffix in (".fifo", ""):
        assert handler(records(suffix), None) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    queue = {"QueueUrl": "https://sqs/ordered.fifo", "ReceiptHandle": "r1"}
    assert asked == [{**queue, "VisibilityTimeout": seconds}]


def test_the_lines_of_a_message_have_the_request_that_sent_it(logged, services):
    """From the endpoint's request to the worker's line, through a queue."""
    for request_id in ("r-1", None):
        begin_invocation(correlation_id=request_id)
        documents.send(f"doc_of_{request_id}", Tenant("org_1", "live"))
    url = config.queue_url("documents")
    received = boto3.client("sqs").receive_message(QueueUrl=url, MessageAttributeNames=["All"], MaxNumberOfMessages=10)[
        "Messages"
    ]

    def fail(body: dict[str, Any]) -> None:
        raise ServiceBusy(body["id"])  # its text is in the line

    event = {"Records": [as_lambda_has_it(message) for message in received]}
    assert len(queue_consumer("documents", fail, at_once=2)(event, None)["batchItemFailures"]) == 2
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    told = {line["exception"].rpartition("doc_of_")[2]: line.get("correlation_id") for line in lines}
    assert told == {"r-1": "r-1", "None": None}


def as_lambda_has_it(message: Any) -> dict[str, Any]:
    """A message that was received, as Lambda's event has it (Lambda Developer Guide, "Using Lambda with SQS")."""
    attributes = {
        name: {"stringValue": each["StringValue"], "dataType": each["DataType"]}
        for name, each in message.get("MessageAttributes", {}).items()
    }
    return {"messageId": message["MessageId"], "body": message["Body"], "messageAttributes": attributes}


def test_every_message_that_a_request_sends_says_which_it_is():
    """What streams send has no request: it is parked, or a batch."""
    calls = {}
    for path in (ROOT / "layers" / "core" / "bivelio_core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".send_message"):
                given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                calls[path.name, path.parent.name] = given.get("MessageAttributes")
    assert calls.pop(("stream.py", "entrypoints")) is None
    assert len(calls) >= 6
    assert set(calls.values()) == {"correlation.attributes()"}
