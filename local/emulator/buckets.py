"""Buckets by partition key: the simulated limit of what a partition of DynamoDB takes in a second.

A partition takes 1,000 write units and 3,000 read units a second (DynamoDB Developer Guide, "Best practices for
designing and using partition keys effectively"). Here each partition key is one partition: DynamoDB may put several in
one, and splits one by sort key only after a while. Each has a bucket that fills by its units a second, up to those of
one second; with `burst_seconds` up to those of so many (DynamoDB keeps up to 300 seconds of unused capacity, but does
not promise it). A request is admitted while the bucket of each of its partitions is not empty, and takes its units out
afterwards. What is refused costs nothing.
"""

import time
from collections.abc import Callable, Iterable

WRITE_UNITS, READ_UNITS = 1000.0, 3000.0


class PartitionLimits:
    """The buckets of all partitions, for one kind of unit."""

    def __init__(
        self, units_a_second: float, now: Callable[[], float] = time.monotonic, burst_seconds: float = 1.0
    ) -> None:
        self._rate, self._most, self._now = units_a_second, units_a_second * max(1.0, burst_seconds), now
        self._buckets: dict[str, tuple[float, float]] = {}

    def exceeded(self, partitions: Iterable[str]) -> set[str]:
        """Those of the partitions that take nothing now."""
        return {partition for partition in partitions if self._units_left(partition) <= 0}

    def spend(self, partition: str, units: float) -> None:
        """Take units out of a partition's bucket."""
        self._buckets[partition] = (self._units_left(partition) - units, self._now())

    def _units_left(self, partition: str) -> float:
        units, at = self._buckets.get(partition, (self._most, self._now()))
        return min(self._most, units + (self._now() - at) * self._rate)
