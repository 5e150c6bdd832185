"""The stream of the peers: an event of each change, recorded once, and who is to be told of it.

Powertools' batch reads the records and reports those that failed. Events are written as ours are: an item and one that
makes it unique, 25 events in a transaction. Webhooks are read once for a batch, workflows once for each type of event.
"""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from boto3.dynamodb.conditions import Key
from peer_calls import table
from peer_contacts import contact_of
from pydantic import BaseModel

IN_A_TRANSACTION, LIFETIME_SECONDS = 25, 30 * 86_400
logger = Logger(service="peer")
processor = BatchProcessor(event_type=EventType.DynamoDBStreams)


class Event(BaseModel):
    """An event of a change."""

    id: str
    type: str
    timestamp: str
    organisation: str
    data: dict[str, Any]


def event_of(record: DynamoDBRecord) -> Event:
    """The event of a contact that was created."""
    change = record.dynamodb
    assert change is not None
    item = dict(change.new_image or {})
    at = datetime.fromtimestamp(change.approximate_creation_date_time or 0, UTC)
    name = "\x1f".join([item["PK"], item["SK"], change.sequence_number or ""])
    return Event(
        id=f"evn_{uuid.uuid5(uuid.NAMESPACE_OID, name).hex}",
        type="contact.created" if not change.old_image else "contact.updated",
        timestamp=at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        organisation=item["PK"].partition("#")[0],
        data=contact_of(item).model_dump(exclude_none=True),
    )


def record_events(events: list[Event]) -> None:
    """Write events that are not written yet."""
    client, now = table.meta.client, datetime.now(UTC)
    ends = int(now.timestamp()) + LIFETIME_SECONDS
    writes = []
    for event in events:
        place = f"{now.isoformat()}#{event.id}"
        item = {
            **event.model_dump(exclude={"data"}),
            "data": json.dumps(event.data, separators=(",", ":")),
            "ttl": ends,
        }
        pointer = {"PK": f"PEER#{event.organisation}#EVN#{event.id}", "SK": "-", "place": place, "ttl": ends}
        writes += [
            {
                "Put": {
                    "TableName": table.name,
                    "Item": pointer,
                    "ConditionExpression": "attribute_not_exists(PK)",
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                }
            },
            {"Put": {"TableName": table.name, "Item": {"PK": f"PEER#{event.organisation}#EVN", "SK": place, **item}}},
        ]
    client.transact_write_items(TransactItems=writes, ClientRequestToken=uuid.uuid4().hex)


def publish(events: list[Event]) -> None:
    """Record events, and find who is to be told."""
    for start in range(0, len(events), IN_A_TRANSACTION):
        record_events(events[start : start + IN_A_TRANSACTION])
    for event in events:
        logger.info("event", extra={"event": event.id, "type": event.type})
    organisation = events[0].organisation
    webhooks = table.query(KeyConditionExpression=Key("PK").eq(f"PEER#{organisation}#WH"), ConsistentRead=True)["Items"]
    for event_type in sorted({event.type for event in events}):
        for kind in ("WFT", "EVW"):
            key = Key("PK").eq(f"PEER#{organisation}#{kind}") & Key("SK").begins_with(f"{event_type}#")
            webhooks += table.query(KeyConditionExpression=key, ConsistentRead=True)["Items"]
    assert not webhooks, "the benchmark's organisation has none"


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Publish a batch; what failed is reported."""
    with processor(event["Records"], event_of, lambda_context):
        results = processor.process()
    publish([result for status, result, _ in results if status == "success" and isinstance(result, Event)])
    return dict(processor.response())
