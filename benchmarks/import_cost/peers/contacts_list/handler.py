"""A page of contacts by the usual set: Powertools' Logger, Tracer, Metrics and resolver, boto3, models of pydantic."""

import os
from datetime import datetime
from typing import Annotated, Any, Literal

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.metrics import MetricUnit
from boto3.dynamodb.conditions import Key
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


class Page(BaseModel):
    """Which page."""

    limit: Annotated[int, Field(ge=1, le=200)] = 25
    cursor: str | None = None


class Body(BaseModel):
    """A request."""

    action: str | None = None
    data: Page


@app.post("/contacts/list")
@tracer.capture_method
def listed() -> dict[str, Any]:
    """Answer a page."""
    page = Body.model_validate_json(app.current_event.body or "").data
    condition = Key("PK").eq("peer") & Key("SK").begins_with("ct_")
    items = table.query(KeyConditionExpression=condition, Limit=page.limit, ScanIndexForward=False)["Items"]
    contacts = [Contact(**{name: item[name] for name in Contact.model_fields if name in item}) for item in items]
    metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
    logger.info("served")
    contacts_data = [contact.model_dump(mode="json", exclude_none=True) for contact in contacts]
    return {"success": True, "data": {"contacts": contacts_data}}


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Answer a request of API Gateway."""
    answer: dict[str, Any] = app.resolve(event, lambda_context)
    return answer
