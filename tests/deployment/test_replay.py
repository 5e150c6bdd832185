"""What was put aside in a dead-letter queue goes back to its consumer's queue, as it was."""

from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.declared import FUNCTIONS, RESOURCES, of_type, references
from tools.replay_parked import PARKED, RETURNED, replay


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
