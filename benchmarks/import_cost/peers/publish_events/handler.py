"""Events of a stream are published by the usual set: Powertools' Logger, Tracer, Metrics and batch, boto3, pydantic."""

import os
import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from pydantic import BaseModel, ConfigDict, Field

logger, tracer, metrics = Logger(service="peer"), Tracer(service="peer"), Metrics(namespace="peer", service="peer")
processor = BatchProcessor(event_type=EventType.DynamoDBStreams)
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
sqs = boto3.client("sqs")
queue = os.environ["DELIVERIES_QUEUE_URL"]


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


class Event(BaseModel):
    """An event, with the resource as the API shows it."""

    id: str
    type: str
    created_at: datetime
    data: Contact


@tracer.capture_method
def publish(record: DynamoDBRecord) -> None:
    """Record the event of a change and have it delivered."""
    new = record.dynamodb.new_image if record.dynamodb else {}
    contact = Contact(**{name: new[name] for name in Contact.model_fields if name in new})
    event = Event(id=f"evt_{uuid.uuid4().hex}", type="contact.created", created_at=datetime.now(UTC), data=contact)
    text = event.model_dump_json(exclude_none=True)
    table.put_item(Item={"PK": "peer", "SK": event.id, "event": text})
    sqs.send_message(QueueUrl=queue, MessageBody=text)
    metrics.add_metric(name="Events", unit=MetricUnit.Count, value=1)


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
def handler(event: dict[str, Any], lambda_context: Any) -> Any:
    """Publish a batch."""
    return process_partial_response(event=event, record_handler=publish, processor=processor, context=lambda_context)
