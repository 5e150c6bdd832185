"""The usual set: Powertools' Logger, Tracer, Metrics and resolver, a resource of boto3, a model of pydantic."""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel

logger, tracer, metrics = Logger(service="peer"), Tracer(service="peer"), Metrics(namespace="peer", service="peer")
app = APIGatewayRestResolver()
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


class ContactId(BaseModel):
    """Which contact."""

    id: str


class Body(BaseModel):
    """A request."""

    data: ContactId


@app.post("/contacts/get")
@tracer.capture_method
def get() -> dict[str, Any]:
    """Answer whether the item is there."""
    data = Body.model_validate_json(app.current_event.body or "").data
    response = table.get_item(Key={"PK": "peer", "SK": data.id})
    metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
    logger.info("served", extra={"contact": data.id})
    return {"found": "Item" in response}


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Answer a request of API Gateway."""
    answer: dict[str, Any] = app.resolve(event, lambda_context)
    return answer
