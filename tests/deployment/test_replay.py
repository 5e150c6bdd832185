"""What was put aside in a dead-letter queue goes back to its consumer's queue, as it was."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.declared import FUNCTIONS, RESOURCES, of_type, references
from tools.deployed import OperationFailed
from tools.replay_parked import PARKED, RETURNED, records_of, replay


class Stack:
    """A deployed stack's queues, in a mocked account."""

    def client(self, service: str) -> Any:
        """An AWS client."""
        return boto3.client(service)

    def resource(self, logical_id: str) -> str:
        """The address of a queue, which is made when it is first asked for."""
        return self.client("sqs").create_queue(QueueName=logical_id)["QueueUrl"]


@pytest.mark.parametrize(("dead", "alive"), sorted(RETURNED.items()))
def test_a_dead_message_goes_back_once_in_its_group(dead, alive):
    with mock_aws():
        stack = Stack()
        sqs = stack.client("sqs")
        for body in ("one", "two"):
            sqs.send_message(QueueUrl=stack.resource(dead), MessageBody=body, MessageGroupId="wh_1")
        assert replay(stack, dead) == (2, 0)
        assert replay(stack, dead) == (0, 0)
        found = sqs.receive_message(
            QueueUrl=stack.resource(alive), MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
        )["Messages"]
        assert sorted((each["Body"], each["Attributes"]["MessageGroupId"]) for each in found) == [
            ("one", "wh_1"),
            ("two", "wh_1"),
        ]


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


class Trimmed(Exception):
    """The stream has the records no longer."""


class Streams:
    """DynamoDB Streams with a shard of records 1, 2, 3, ... in pages; after the last page the shard is closed."""

    exceptions = SimpleNamespace(TrimmedDataAccessException=Trimmed, ResourceNotFoundException=KeyError)

    def __init__(self, *pages: int):
        ends = [sum(pages[: number + 1]) for number in range(len(pages))]
        self.pages = [range(end - size + 1, end + 1) for end, size in zip(ends, pages, strict=True)]

    def client(self, _service: str) -> "Streams":
        """Itself, as a deployed stack's client."""
        return self

    def get_shard_iterator(self, **_: Any) -> dict[str, Any]:
        """At the first page."""
        if not self.pages:
            raise Trimmed
        return {"ShardIterator": 0}

    def get_records(self, ShardIterator: int, **_: Any) -> dict[str, Any]:  # noqa: N803 - AWS's name
        """A page and what follows it."""
        now = datetime(2026, 4, 7, tzinfo=UTC)
        images = [{"SequenceNumber": str(n), "ApproximateCreationDateTime": now} for n in self.pages[ShardIterator]]
        following = ShardIterator + 1 if ShardIterator + 1 < len(self.pages) else None
        return {"Records": [{"dynamodb": image} for image in images], "NextShardIterator": following}


def batch(first: int, last: int) -> dict[str, Any]:
    """The message of a batch that Lambda gave up."""
    about = {"streamArn": "arn", "shardId": "shard", "batchSize": last - first + 1}
    return {"DDBStreamBatchInfo": {**about, "startSequenceNumber": str(first), "endSequenceNumber": str(last)}}


@pytest.mark.parametrize("pages", [(9,), (2, 2, 2), (3, 0, 2), (5, 4)])
def test_all_records_of_a_batch_are_fetched_however_the_stream_cuts_its_pages(pages):
    found = records_of(batch(1, 5), Streams(*pages))
    assert [record["dynamodb"]["SequenceNumber"] for record in found] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("pages", [(), (2, 1)])
def test_a_batch_whose_records_are_not_all_there_is_not_taken_for_replayed(pages):
    with pytest.raises(OperationFailed):
        list(records_of(batch(1, 5), Streams(*pages)))
