"""The lanes of a stream: changes of different items are consumed side by side, those of one item in order."""

import json
import zlib
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

READ_AHEAD = 10_000
"""How far a mapping reads beyond its oldest unfinished record. A lane that repeats a batch holds up the others then."""


class Lanes:
    """What a mapping has read of its stream and has not finished, spread over lanes by item."""

    def __init__(self, count: int, position: int) -> None:
        self.count, self.read = count, position
        self._waiting: list[deque[tuple[int, dict[str, Any]]]] = [deque() for _ in range(count)]
        self._busy: set[int] = set()

    @property
    def checkpoint(self) -> int:
        """The position before which everything is finished: where reading begins again after a restart."""
        return min((waiting[0][0] for waiting in self._waiting if waiting), default=self.read)

    @property
    def room(self) -> int:
        """How many more records may be read now."""
        return max(0, self.checkpoint + READ_AHEAD - self.read)

    @property
    def is_busy(self) -> bool:
        """Whether a batch is under way."""
        return bool(self._busy)

    def add(self, records: Iterable[tuple[int, dict[str, Any]]], end: int) -> None:
        """Take records with their positions, in order; `end` is the position behind the last that was read."""
        for position, record in records:
            self._waiting[lane_of(record, self.count)].append((position, record))
        self.read = end

    def take(self, most: int) -> dict[int, list[dict[str, Any]]]:
        """The next batch of every lane that has records and is not busy; these lanes are busy from now on."""
        due = {
            lane: [record for _, record in islice(waiting, most)]
            for lane, waiting in enumerate(self._waiting)
            if waiting and lane not in self._busy
        }
        self._busy |= due.keys()
        return due

    def release(self, lane: int, finished: int) -> None:
        """A lane's batch is over; so many of its records are finished, and the others come again."""
        for _ in range(finished):
            self._waiting[lane].popleft()
        self._busy.discard(lane)


def lane_of(record: dict[str, Any], count: int) -> int:
    """The lane of a record, by its item: partition key and sort key, as AWS orders the batches of a shard.

    "Lambda still ensures in-order processing at the item (partition and sort key) level" (Lambda Developer Guide,
    DynamoDB event source mappings, `ParallelizationFactor`): two items of one partition key may be in two lanes.
    """
    return zlib.crc32(json.dumps(record["dynamodb"]["Keys"], sort_keys=True).encode()) % count
