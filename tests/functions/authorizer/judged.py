"""Calls the authorizer, for its tests."""

from datetime import UTC, datetime
from typing import Any

from tests.api import load

NOW = datetime(2026, 4, 7, 12, 0, 5, tzinfo=UTC)
ARN = "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234"


def judge(
    stage: str = "v1", *, path: str = "contacts/create", source_ip: str = "192.0.2.1", **headers: str
) -> dict[str, Any]:
    """The authorizer's answer to a request with some headers (an underscore stands for a dash)."""
    answer: dict[str, Any] = load("authorizer").handler(
        {
            "type": "REQUEST",
            "methodArn": f"{ARN}/{stage}/POST/{path}",
            "headers": {name.replace("_", "-"): value for name, value in headers.items()},
            "requestContext": {"stage": stage, "requestId": "r", "identity": {"sourceIp": source_ip}},
        },
        None,
    )
    return answer


def refused(stage: str = "v1", **headers: str) -> bool:
    """Whether API Gateway answers with 401: the authorizer gives no key of a plan, and no caller."""
    return is_refused(judge(stage, **headers))


def is_refused(answer: dict[str, Any]) -> bool:
    """Whether an answer is that to a refused credential: for this request alone, and without anybody's rights."""
    (statement,) = answer["policyDocument"]["Statement"]
    assert "*" not in statement["Resource"]
    assert answer["context"].keys() == {"verdict", "reason", "message", "remedy", "language", "challenge"}
    return "usageIdentifierKey" not in answer and answer["context"]["verdict"] == "refused"


def effect(answer: dict[str, Any]) -> str:
    """Allow or Deny."""
    return str(answer["policyDocument"]["Statement"][0]["Effect"])
