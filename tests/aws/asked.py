"""One request to each service, for tests that try the same with all."""

from collections.abc import Mapping
from typing import Any, NamedTuple

MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:m"
SCHEDULE: Mapping[str, Any] = {
    "Name": "live-wf-1",
    "GroupName": "workflows",
    "ScheduleExpression": "rate(1 minutes)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:aws:lambda:eu-west-1:123456789012:function:f", "RoleArn": "arn:aws:iam::1:role/r"},
}


class Asked(NamedTuple):
    """A request by a client's method; an answer as the service writes it, and as the client tells it."""

    method: str
    request: Mapping[str, Any]
    answer: Mapping[str, Any]
    told: Mapping[str, Any]


REQUESTS = {
    "codedeploy": Asked(
        "put_lifecycle_event_hook_execution_status",
        {"deploymentId": "d-1", "lifecycleEventHookExecutionId": "e", "status": "Succeeded"},
        {"lifecycleEventHookExecutionId": "e"},
        {"lifecycleEventHookExecutionId": "e"},
    ),
    "sqs": Asked(
        "send_message", {"QueueUrl": "https://q/1", "MessageBody": "ç"}, {"MessageId": "m"}, {"MessageId": "m"}
    ),
    "stepfunctions": Asked(
        "start_execution",
        {"stateMachineArn": MACHINE, "name": "run", "input": "{}"},
        {"executionArn": "arn", "startDate": 1.0},
        {"executionArn": "arn"},
    ),
    "kms": Asked(
        "decrypt",
        {"CiphertextBlob": b"\x00\xff", "EncryptionContext": {"organisation": "org_1"}},
        {"Plaintext": "AP8=", "KeyId": "k"},
        {"Plaintext": b"\x00\xff", "KeyId": "k"},
    ),
    "secretsmanager": Asked(
        "put_secret_value", {"SecretId": "s", "SecretString": '{"B": "AP8="}'}, {"Name": "s"}, {"Name": "s"}
    ),
    "scheduler": Asked("create_schedule", SCHEDULE, {"ScheduleArn": "arn"}, {"ScheduleArn": "arn"}),
}
"""By the service, as clients.py names it."""
