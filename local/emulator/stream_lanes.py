"""The lanes of a stream: changes of different items are consumed in parallel, those of one item in order."""

import json
import zlib
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

READ_AHEAD = 10_000
"""How many records a mapping reads beyond its oldest unfinished one; at this limit a retried batch blocks all lanes."""


class Lanes:
    """The records that a mapping has read and not finished, distributed over lanes by item."""

    def __init__(self, count: int, position: int) -> None:
        self.count, self.read = count, position
        self._first_at: dict[int, float] = {}
        self._waiting: list[deque[tuple[int, dict[str, Any]]]] = [deque() for _ in range(count)]
        self._busy: set[int] = set()

    @property
    def checkpoint(self) -> int:
        """Return the position of the oldest unfinished record, where reading resumes after a restart."""
        return min((waiting[0][0] for waiting in self._waiting if waiting), default=self.read)

    @property
    def room(self) -> int:
        """Return how many more records may be read now."""
        return max(0, self.checkpoint + READ_AHEAD - self.read)

    @property
    def is_busy(self) -> bool:
        """Tell whether a batch is running."""
        return bool(self._busy)

    def add(self, records: Iterable[tuple[int, dict[str, Any]]], end: int, now: float = 0.0) -> None:
        """Add records with their positions, in order; `end` is the position after the last record read."""
        for position, record in records:
            lane = lane_of(record, self.count)
            self._waiting[lane].append((position, record))
            self._first_at.setdefault(lane, now)
        self.read = end

    def take(self, most: int, window: float = 0.0, now: float = 0.0) -> dict[int, list[dict[str, Any]]]:
        """Return the next batch of every idle lane whose batch is full or has waited its window; they are busy then."""
        due = {
            lane: [record for _, record in islice(waiting, most)]
            for lane, waiting in self._idle()
            if len(waiting) >= most or now >= self._first_at[lane] + window
        }
        self._busy |= due.keys()
        return due

    def due_at(self, window: float) -> float | None:
        """Return when the window of the next idle lane ends; None when no record waits."""
        return min((self._first_at[lane] + window for lane, _ in self._idle()), default=None)

    def _idle(self) -> list[tuple[int, deque[tuple[int, dict[str, Any]]]]]:
        return [(lane, waiting) for lane, waiting in enumerate(self._waiting) if waiting and lane not in self._busy]

    def release(self, lane: int, finished: int, now: float = 0.0) -> None:
        """End a lane's batch: the first `finished` records are finished, the others are delivered again."""
        for _ in range(finished):
            self._waiting[lane].popleft()
        if not self._waiting[lane]:
            del self._first_at[lane]
        elif finished:
            self._first_at[lane] = now  # a new batch begins
        self._busy.discard(lane)


def lane_of(record: dict[str, Any], count: int) -> int:
    """Return a record's lane by its item, partition key and sort key, as AWS orders the batches of a shard.

    "Lambda still ensures in-order processing at the item (partition and sort key) level" (Lambda Developer Guide,
    DynamoDB event source mappings, `ParallelizationFactor`): two items of one partition key may be in two lanes.
    """
    return zlib.crc32(json.dumps(record["dynamodb"]["Keys"], sort_keys=True).encode()) % count
