"""The twelve types of event, and which domain derives them from which items.

To publish from a new domain: write `<domain>/events.py` with one pure function

    def derive(change: Change) -> Iterator[Happening]:
        '''What this write of an item means to the outside, if anything.'''

and add the partition of its kind to `SOURCES`. `change.before` and `change.after` are the item's images;
`Happening(type, data)` names one of `TYPES`, and its data is what the API shows of the resource, of the type's payload
model (the domain's own, or the one in payloads.py). A type may be derived from any number of kinds. Items with
`sample: true` are examples: creating one is not an event.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bivelio_core import json_text
from bivelio_core.store.changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

MAXIMUM_DATA_BYTES = 131_072


@dataclass(frozen=True, slots=True)
class EventType:
    """A type: what it tells, and the model of its data (`module:Class`, imported when a schema is wanted)."""

    description: str
    payload: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a change means: an event without its id and time."""

    type: str
    data: dict[str, Any]


_PAYLOADS = "bivelio_core.events.payloads"

TYPES: dict[str, EventType] = {
    "workflow.completed": EventType("A workflow has finished.", f"{_PAYLOADS}:WorkflowFinished"),
    "workflow.failed": EventType("A workflow has failed.", f"{_PAYLOADS}:WorkflowFinished"),
    "message.received": EventType("A message has come in (WhatsApp, Telegram, e-mail).", f"{_PAYLOADS}:MessageEvent"),
    "message.sent": EventType("A message has been accepted by its provider.", f"{_PAYLOADS}:MessageEvent"),
    "contact.created": EventType("A contact has been created.", "bivelio_core.contacts.models:Contact"),
    "contact.updated": EventType("A contact has changed.", "bivelio_core.contacts.events:ContactUpdated"),
    "invoice.created": EventType("An invoice has been created.", f"{_PAYLOADS}:InvoiceEvent"),
    "invoice.paid": EventType("An invoice has been paid in full.", f"{_PAYLOADS}:InvoiceEvent"),
    "case.created": EventType("A case has been created.", f"{_PAYLOADS}:CaseEvent"),
    "case.updated": EventType("A case has changed.", f"{_PAYLOADS}:CaseEvent"),
    "agent.executed": EventType("An agent has finished an execution.", f"{_PAYLOADS}:AgentExecuted"),
    "document.processed": EventType(
        "A document has been processed (extraction or classification).", f"{_PAYLOADS}:DocumentProcessed"
    ),
}
"""Every type, in the reference's order."""

SOURCES: dict[str, str] = {
    "CT": "bivelio_core.contacts.events",
    "WFI": "bivelio_core.workflows.events",
}
"""The module that derives events from the items of a kind, by the kind's partition."""


def derive(change: Change) -> list[Happening]:
    """What a change means. Raises ValueError for data too large to be told."""
    if change.partition is None or change.partition.kind not in SOURCES:
        return []
    happenings: Iterator[Happening] = import_module(SOURCES[change.partition.kind]).derive(change)
    return [_checked(happening) for happening in happenings]


def _checked(happening: Happening) -> Happening:
    if happening.type not in TYPES:
        raise ValueError(f"{happening.type} is not a type of event")
    if len(to_json(happening.data)) > MAXIMUM_DATA_BYTES:
        raise ValueError(f"the data of {happening.type} has more than {MAXIMUM_DATA_BYTES} bytes")
    return happening


def to_json(document: Any) -> bytes:
    """The one way an event is written as JSON: compact, UTF-8, the same bytes each time."""
    return json_text.to_json(document).encode()


@cache
def payload_model(event_type: str) -> "type[BaseModel]":
    """The model of a type's data."""
    module, _, name = TYPES[event_type].payload.partition(":")
    model: type[BaseModel] = getattr(import_module(module), name)
    return model


def schema(event_type: str) -> dict[str, Any]:
    """The JSON Schema of a type's data."""
    return payload_model(event_type).model_json_schema(mode="serialization")
