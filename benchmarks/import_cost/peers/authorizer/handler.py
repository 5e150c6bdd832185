"""An authorizer of the usual set: Powertools' Logger, Tracer and Metrics, a key looked up by its hash with boto3."""

import hashlib
import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

logger, tracer, metrics = Logger(service="peer"), Tracer(service="peer"), Metrics(namespace="peer", service="peer")
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


@tracer.capture_method
def look_up(key: str) -> dict[str, Any] | None:
    """The item of a key, if there is one."""
    item: dict[str, Any] | None = table.get_item(
        Key={"PK": "peer", "SK": hashlib.sha256(key.encode()).hexdigest()}
    ).get("Item")
    return item


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
def handler(event: dict[str, Any], _lambda_context: Any) -> dict[str, Any]:
    """Return a policy for a request of API Gateway."""
    item = look_up(event["headers"]["X-API-Key"])
    metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
    logger.info("looked up", extra={"is_there": item is not None})
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow" if item else "Deny",
        "Resource": "/".join(event["methodArn"].split("/")[:2]) + "/*",
    }
    return {
        "principalId": "key",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"organisation": item["organisation"], "scopes": item["scopes"]} if item else {},
    }
