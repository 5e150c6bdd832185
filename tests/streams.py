"""Stream records as Lambda hands them over, from items before and after a write."""

import base64
import itertools
from datetime import UTC, datetime
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item, encode_item

from tests.there import there

_positions = itertools.count(1)


def record(before: Item | None, after: Item | None, at: datetime | None = None) -> dict[str, Any]:
    """One record; its position and id are fresh each time."""
    item = there(after or before)
    position = next(_positions)
    return {
        "eventID": f"{position:032x}",
        "eventName": "INSERT" if before is None else "REMOVE" if after is None else "MODIFY",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "ApproximateCreationDateTime": int((at or clock.now()).replace(tzinfo=UTC).timestamp()),
            "Keys": encode_item({name: item[name] for name in ("PK", "SK")}),
            **({"OldImage": _image(before)} if before else {}),
            **({"NewImage": _image(after)} if after else {}),
            "SequenceNumber": f"{position:021d}",
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }


def batch(*records: dict[str, Any]) -> dict[str, Any]:
    """The event of an invocation."""
    return {"Records": list(records)}


def _image(item: Item) -> dict[str, Any]:
    return image(encode_item(item))


def image(typed_item: dict[str, Any]) -> dict[str, Any]:
    """An item as it is stored, in the JSON of a record: binary values are text there."""
    return {name: json_of(typed) for name, typed in typed_item.items()}


def json_of(typed: Any) -> Any:
    ((kind, value),) = typed.items()
    match kind:
        case "B":
            return {"B": base64.b64encode(value).decode()}
        case "M":
            return {"M": {name: json_of(part) for name, part in value.items()}}
        case "L":
            return {"L": [json_of(part) for part in value]}
        case _:
            return typed
