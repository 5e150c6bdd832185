"""Parked messages are replayed completely: a dead letter by its consumer's queue, a batch from the stream."""

import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.declared import FUNCTIONS, RESOURCES, of_type, references
from tools.replay_parked import PARKED, RETURNED, replay


class Trimmed(Exception):
    """The stream keeps the record no longer."""


class Stream:
    """A shard as DynamoDB reads it: page by page, some of them empty, with all that lies between two records."""

    class exceptions:  # noqa: N801 - a client's
        """What the client raises."""

        TrimmedDataAccessException = Trimmed
        ResourceNotFoundException = KeyError

    def __init__(self, *pages: list[int]) -> None:
        self.pages = pages

    def get_shard_iterator(self, **_: Any) -> dict[str, str]:
        """The first page."""
        if not self.pages:
            raise Trimmed
        return {"ShardIterator": "0"}

    def get_records(self, ShardIterator: str, Limit: int = 1000) -> dict[str, Any]:  # noqa: N803 - the API's names
        """A page and the way to the next."""
        at = int(ShardIterator)
        change = {"ApproximateCreationDateTime": datetime(2026, 11, 25, tzinfo=UTC)}
        records = [{"dynamodb": {**change, "SequenceNumber": str(number)}} for number in self.pages[at][:Limit]]
        return {"Records": records, "NextShardIterator": str(at + 1) if at + 1 < len(self.pages) else None}


class Stack:
    """A deployed stack's queues, in a mocked account, its stream, and what its functions were invoked with."""

    def __init__(self, stream: Stream | None = None) -> None:
        self.stream = stream
        self.invoked: list[tuple[str, list[int]]] = []

    def client(self, service: str) -> Any:
        """An AWS client."""
        return self.stream if service == "dynamodbstreams" else boto3.client(service)  # type: ignore[call-overload]

    def invoke(self, logical_id: str, event: Any) -> Any:
        """A consumer that takes everything."""
        json.dumps(event)
        numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in event["Records"]]
        self.invoked.append((logical_id, numbers))
        return {"batchItemFailures": []}

    def resource(self, logical_id: str) -> str:
        """The address of a queue, which is made when it is first asked for."""
        return str(self.client("sqs").create_queue(QueueName=logical_id)["QueueUrl"])


@pytest.mark.parametrize(("dead", "alive"), sorted(RETURNED.items()))
def test_a_dead_message_goes_back_once_in_its_group_with_the_request_it_is_for(dead, alive):
    cause = {"correlation_id": {"DataType": "String", "StringValue": "r-1"}}
    with mock_aws():
        stack = Stack()
        sqs = stack.client("sqs")
        for body in ("one", "two"):
            sqs.send_message(
                QueueUrl=stack.resource(dead), MessageBody=body, MessageGroupId="wh_1", MessageAttributes=cause
            )
        assert replay(stack, dead) == (2, 0)
        assert replay(stack, dead) == (0, 0)
        found = sqs.receive_message(
            QueueUrl=stack.resource(alive),
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["MessageGroupId"],
            MessageAttributeNames=["All"],
        )["Messages"]
        assert all(each["MessageAttributes"] == cause for each in found)
        assert sorted((each["Body"], each["Attributes"]["MessageGroupId"]) for each in found) == [
            ("one", "wh_1"),
            ("two", "wh_1"),
        ]


BATCH = {"streamArn": "s", "shardId": "1", "batchSize": 2, "startSequenceNumber": "3", "endSequenceNumber": "9"}
"""A parked batch: its two records are 3 and 9, the ones between were filtered out or another lane's."""


@pytest.mark.parametrize(
    ("pages", "invoked"),
    [
        (([3, 4, 9],), [[3, 4, 9]]),
        (([3, 4], [5, 9, 10]), [[3, 4], [5, 9]]),
        (([], [3], [], [9]), [[3], [9]]),
        (([3, 4], [10]), [[3, 4]]),
    ],
    ids=["one page", "beyond a megabyte", "empty pages", "the last one is gone"],
)
def test_a_batch_that_lambda_gave_up_is_fetched_to_its_last_record(pages, invoked):
    with mock_aws():
        stack = Stack(Stream(*pages))
        stack.client("sqs").send_message(
            QueueUrl=stack.resource("ParkedEvents"), MessageBody=json.dumps({"DDBStreamBatchInfo": BATCH})
        )
        assert replay(stack, "ParkedEvents") == (1, 0)
    assert stack.invoked == [("PublishEvents", numbers) for numbers in invoked]


def test_a_batch_whose_shard_ends_before_its_last_record_is_kept(capsys):
    with mock_aws():
        stack = Stack(Stream([3, 4]))
        stack.client("sqs").send_message(
            QueueUrl=stack.resource("ParkedEvents"), MessageBody=json.dumps({"DDBStreamBatchInfo": BATCH})
        )
        assert replay(stack, "ParkedEvents") == (0, 1)
    assert "ends before" in capsys.readouterr().out


def test_a_batch_older_than_the_stream_stays_and_holds_up_no_other(capsys):
    with mock_aws():
        stack = Stack(Stream())
        for message in ({"DDBStreamBatchInfo": BATCH}, {"record": {"dynamodb": {"SequenceNumber": "1"}}}):
            stack.client("sqs").send_message(QueueUrl=stack.resource("ParkedEvents"), MessageBody=json.dumps(message))
        assert replay(stack, "ParkedEvents") == (1, 1)
    assert stack.invoked == [("PublishEvents", [1])]
    assert "that the stream keeps" in capsys.readouterr().out


def test_every_queue_of_the_template_that_nothing_consumes_can_be_replayed():
    consumed = {
        references(event["Properties"]["Queue"]).pop()
        for function in FUNCTIONS.values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    }
    assert PARKED.keys() | RETURNED.keys() == of_type("AWS::SQS::Queue").keys() - consumed
    for dead, alive in RETURNED.items():
        assert references(RESOURCES[alive]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]) == {dead}
