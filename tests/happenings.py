"""The data of events as the platform makes them: of the type's model, and nothing that it has not."""

import json
from typing import Any

from bivelio_core import json_text
from bivelio_core.events import catalogue


def data_of(event_type: str, changed: dict[str, Any] | None = None) -> dict[str, Any]:
    """The example of a type of event with some fields changed. Raises for a field or a value that no event has."""
    data: dict[str, Any] = {**catalogue.example(event_type), **(changed or {})}
    text = json_text.to_json(data)
    model = catalogue.payload_model(event_type).model_validate_json(text)
    shown = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert shown == json.loads(text), f"{event_type} has no such data"
    assert len(text.encode()) <= catalogue.MAXIMUM_DATA_BYTES
    return data
