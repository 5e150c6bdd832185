"""Stream and queue consumers lose nothing: failures are retried, unreadable records parked, others processed."""

import json
import threading
from typing import Any

import boto3
import pytest
from bivelio_core import clients
from bivelio_core.entrypoints.queue import batch_consumer, queue_consumer
from bivelio_core.entrypoints.stream import stream_consumer
from bivelio_core.store.changes import Change
from moto import mock_aws

from tests import streams
from tests.there import there

CT, OTHER = "org_1#live#CT", "org_1#live#MSG#x"


def item(number: int, pk: str = CT) -> dict[str, Any]:
    return {"PK": pk, "SK": str(number), "n": number, "chunk": b"\x00\xff", "parts": [{"b": b"1"}]}


@pytest.fixture
def parked(monkeypatch):
    """The queue of parked records."""
    with mock_aws():
        clients.client.cache_clear()
        url = boto3.client("sqs").create_queue(QueueName="parked")["QueueUrl"]
        monkeypatch.setenv("PARKED_QUEUE_URL", url)
        yield lambda: [
            json.loads(message["Body"])
            for message in boto3.client("sqs").receive_message(QueueUrl=url).get("Messages", [])
        ]
    clients.client.cache_clear()


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
