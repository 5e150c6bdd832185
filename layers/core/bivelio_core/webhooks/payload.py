"""The body of a delivery, in the format that the webhook chose: the same bytes for each attempt at an event."""

from typing import Literal, NamedTuple

from bivelio_core.events.log import Event
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item

Format = Literal["bivelio", "cloudevents"]
TYPE_PREFIX = "com.bivelio."
"""CloudEvents names the types of events by the reversed domain of who defines them (spec 1.0.2, `type`)."""


class Payload(NamedTuple):
    """The bytes that are signed and sent, and their media type."""

    body: bytes
    content_type: str


def of(event: Event, webhook: Item, organisation: str) -> Payload:
    """The payload of an event for a webhook."""
    if webhook.get("payload_format") == "cloudevents":
        return Payload(cloudevent(event, webhook["SK"], organisation), "application/cloudevents+json; charset=utf-8")
    return Payload(bivelio(event, webhook["SK"]), "application/json; charset=utf-8")


def bivelio(event: Event, webhook_id: str) -> bytes:
    """The body that the reference documents."""
    return to_json(
        {
            "id": event.id,
            "event": event.type,
            "timestamp": event.timestamp,
            "webhook_id": webhook_id,
            "data": event.data,
        }
    ).encode()


def cloudevent(event: Event, webhook_id: str, organisation: str) -> bytes:
    """A CloudEvent in structured mode (CloudEvents 1.0.2, JSON format); `webhookid` is an extension attribute."""
    return to_json(
        {
            "specversion": "1.0",
            "id": event.id,
            "source": f"urn:bivelio:{organisation}",
            "type": f"{TYPE_PREFIX}{event.type}",
            "time": event.timestamp,
            "datacontenttype": "application/json",
            "webhookid": webhook_id,
            "data": event.data,
        }
    ).encode()
