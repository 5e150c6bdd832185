"""The types of event, and how domains derive events from changes of their items.

To publish from a new domain: write `<domain>/events.py` with one pure function

    def derive(change: Change) -> Iterator[Happening]:
        '''What this write of an item means to the outside, if anything.'''

and name it in the domain's declaration under `sources`, by the kind of the items. `change.before` and `change.after`
are the item's images; `Happening(type, data)` names a type that a domain declares, and its data is what the API shows
of the resource, of the type's payload model. A type may be derived from any number of kinds. Items with
`sample: true` are examples: creating one is not an event.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from bivelio_core import domain, json_text
from bivelio_core.store.changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

MAXIMUM_DATA_BYTES = 131_072


@dataclass(frozen=True, slots=True)
class Happening:
    """An event derived from a change, without its id and time yet."""

    type: str
    data: dict[str, Any]
    text: str | None = None
    """Its data as JSON, once it has been checked."""


def derive(change: Change) -> list[Happening]:
    """The events of a change. Raises ValueError for data too large for an event."""
    if change.partition is None or (source := domain.sources().get(change.partition.kind)) is None:
        return []
    happenings: Iterator[Happening] = source()(change)
    return [_checked(happening) for happening in happenings]


def _checked(happening: Happening) -> Happening:
    if happening.type not in domain.event_types():
        raise ValueError(f"{happening.type} is not a type of event")
    text = json_text.to_json(happening.data)
    if len(text) > MAXIMUM_DATA_BYTES or (not text.isascii() and len(text.encode()) > MAXIMUM_DATA_BYTES):
        raise ValueError(f"the data of {happening.type} has more than {MAXIMUM_DATA_BYTES} bytes")
    return replace(happening, text=text)


def to_json(document: Any) -> bytes:
    """The canonical JSON of an event: compact, UTF-8, the same bytes each time."""
    return json_text.to_json(document).encode()


@cache
def payload_model(event_type: str) -> "type[BaseModel]":
    """The model of a type's data."""
    return domain.event_types()[event_type].payload()


def example(event_type: str) -> dict[str, Any]:
    """An example of a type's data, based on the reference."""
    return domain.event_types()[event_type].example()


def schema(event_type: str) -> dict[str, Any]:
    """The JSON Schema of a type's data."""
    return payload_model(event_type).model_json_schema(mode="serialization")
