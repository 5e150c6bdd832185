"""A contact is made by the usual set: Powertools' Logger, Tracer, Metrics and resolver, boto3, models of pydantic."""

import os
import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel, ConfigDict, Field

logger, tracer, metrics = Logger(service="peer"), Tracer(service="peer"), Metrics(namespace="peer", service="peer")
app = APIGatewayRestResolver()
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


class NewContact(BaseModel):
    """What a client sends of a contact."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["person", "company"]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    company_id: str | None = None
    tags: Annotated[list[str], Field(max_length=100)] = Field(default_factory=list)
    custom_fields: dict[str, Any] = Field(default_factory=dict)


class Contact(NewContact):
    """A contact as the API shows it."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime


class Body(BaseModel):
    """A request."""

    action: str | None = None
    data: NewContact


@app.post("/contacts/create")
@tracer.capture_method
def create() -> dict[str, Any]:
    """Store a contact and answer it."""
    sent = Body.model_validate_json(app.current_event.body or "").data
    now = datetime.now(UTC)
    contact = Contact(**sent.model_dump(), id=f"ct_{uuid.uuid4().hex}", version=1, created_at=now, updated_at=now)
    data = contact.model_dump(mode="json", exclude_none=True)
    table.put_item(Item={"PK": "peer", "SK": contact.id, **data}, ConditionExpression="attribute_not_exists(PK)")
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
