"""A webhook is made by the usual set: Powertools' Logger, Tracer, Metrics and resolver, boto3, models of pydantic.

Its secret is encrypted by KMS, as ours is.
"""

import os
import secrets
import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel, ConfigDict, Field, HttpUrl

logger, tracer, metrics = Logger(service="peer"), Tracer(service="peer"), Metrics(namespace="peer", service="peer")
app = APIGatewayRestResolver()
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
kms = boto3.client("kms")


class NewWebhook(BaseModel):
    """What a client sends of a webhook."""

    model_config = ConfigDict(extra="forbid")

    url: HttpUrl
    events: Annotated[list[str], Field(min_length=1, max_length=50)]
    secret: Annotated[str, Field(min_length=16, max_length=200)] | None = None
    description: Annotated[str, Field(max_length=500)] | None = None


class Webhook(BaseModel):
    """A webhook as the API shows it."""

    webhook_id: str
    url: str
    events: list[str]
    status: str
    signing_secret: str
    created_at: datetime


class Body(BaseModel):
    """A request."""

    action: str | None = None
    data: NewWebhook


@app.post("/webhooks/create")
@tracer.capture_method
def create() -> dict[str, Any]:
    """Store a webhook and answer it."""
    sent = Body.model_validate_json(app.current_event.body or "").data
    secret = sent.secret or f"whsec_{secrets.token_urlsafe(24)}"
    sealed = kms.encrypt(KeyId=os.environ["KMS_KEY_ID"], Plaintext=secret.encode())["CiphertextBlob"]
    webhook = Webhook(
        webhook_id=f"wh_{uuid.uuid4().hex}",
        url=str(sent.url),
        events=sent.events,
        status="active",
        signing_secret=secret,
        created_at=datetime.now(UTC),
    )
    data = webhook.model_dump(mode="json")
    table.put_item(Item={"PK": "peer", "SK": webhook.webhook_id, **data, "signing_secret": sealed})
    metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
    logger.info("served")
    return {"success": True, "data": data}


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Answer a request of API Gateway."""
    answer: dict[str, Any] = app.resolve(event, lambda_context)
    return answer
