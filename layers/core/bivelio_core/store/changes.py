"""A record of the table's stream, which describes one item before and after one write.

Source: DynamoDB Streams, "StreamRecord", in the JSON that Lambda hands over (binary values in base64).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from bivelio_core import correlation
from bivelio_core.tenancy import Partition, parse_partition

from .codec import RESTORE_MARK, Item, decode, without_marks
from .expiry import is_over
from .writes import Key

REMOVED = "removed"
"""What the mark of an item says that is deleted next, because it came after what is restored."""


@dataclass(frozen=True)
class Change:
    """One write of one item. The images are decoded on first access: most consumers skip most changes."""

    record: Mapping[str, Any]

    @cached_property
    def key(self) -> Key:
        """The item's key."""
        keys = self.record["dynamodb"]["Keys"]
        return Key(keys["PK"]["S"], keys["SK"]["S"])

    @cached_property
    def partition(self) -> Partition | None:
        """The item's tenant and kind; None for the platform's own items."""
        return parse_partition(self.key.pk)

    @property
    def id(self) -> str:
        """The id of the record, the same at every delivery."""
        return str(self.record["eventID"])

    @property
    def position(self) -> str:
        """The record's place in its shard."""
        return str(self.record["dynamodb"]["SequenceNumber"])

    @property
    def at(self) -> datetime:
        """When the write happened, to the second."""
        return datetime.fromtimestamp(float(self.record["dynamodb"]["ApproximateCreationDateTime"]), UTC)

    @property
    def is_expiry(self) -> bool:
        """Whether DynamoDB deleted the item because its time to live had expired."""
        return bool(self.record.get("userIdentity", {}).get("principalId") == "dynamodb.amazonaws.com")

    @property
    def is_restoring(self) -> bool:
        """Whether the write brings an item back as it was (tools/restoring): nothing happened that anybody is told of.

        Each such write has a mark of its own, which a later change of the item may keep and does not have anew.
        """
        before, after = (self._restore_mark(name) for name in ("OldImage", "NewImage"))
        if "NewImage" not in self.record["dynamodb"]:
            return before == REMOVED
        return after not in (None, before)

    def _restore_mark(self, name: str) -> str | None:
        mark: dict[str, str] = self.record["dynamodb"].get(name, {}).get(RESTORE_MARK, {})
        return mark.get("S")

    @cached_property
    def before(self) -> Item | None:
        """The item before, None when the write created it or replaced an expired item (expiry.py)."""
        image = self._image("OldImage")
        was_over = image is not None and is_over(image, self.at.timestamp())
        return None if was_over and "NewImage" in self.record["dynamodb"] else image

    @cached_property
    def after(self) -> Item | None:
        """The item after, None when the write (or its expiry) deleted it."""
        return self._image("NewImage")

    @property
    def correlation_id(self) -> str | None:
        """The request that made the change, if one did (correlation.py)."""
        images = (self.record["dynamodb"].get(name, {}) for name in ("OldImage", "NewImage"))
        before, after = ({correlation.MARK: _mark_of(image)} for image in images)
        return correlation.of_images(before, after)

    def _image(self, name: str) -> Item | None:
        image = self.record["dynamodb"].get(name)
        if image is None:
            return None
        return without_marks({name: typed["S"] if "S" in typed else _decoded(typed) for name, typed in image.items()})


def _mark_of(image: Mapping[str, Any]) -> bytes | str | None:
    typed = image.get(correlation.MARK) or {}
    return base64.b64decode(typed["B"]) if "B" in typed else typed.get("S")


def _decoded(typed: dict[str, Any]) -> Any:
    """The value of an attribute; Lambda hands binary over as text."""
    ((kind, value),) = typed.items()
    match kind:
        case "B":
            return base64.b64decode(value)
        case "M":
            return {name: _decoded(part) for name, part in value.items()}
        case "L":
            return [_decoded(part) for part in value]
        case _:
            return decode(typed)
