"""A step in one invocation: its record as it was read, and what the next record takes over from it."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.workflows.definitions.program import Node

from . import history, payloads
from .results import COMPLETED, FAILED, Result
from .runs import RUNNING, to_result

PROGRESS = ("progress", "progress_ref")


class StepState:
    """What is known of a step of a frame in the run of this number; `key` is the name of its result.

    Attributes:
        record: its record, whatever its status, as it was read last.
        is_counted: whether its effect is counted among those of the chain.
        moment: when the step was first tried, if its expressions read the clock.
        progress: what a step of many requests has read so far, as its record holds it.
        received: the input that it received, as its record tells it (history.py).
        failures: the attempts that failed.
        began_at: when the attempt under way began.
    """

    __slots__ = (
        "began_at",
        "failures",
        "is_counted",
        "key",
        "moment",
        "node",
        "number",
        "progress",
        "received",
        "record",
    )

    def __init__(self, node: Node, key: str, number: int) -> None:
        self.node, self.key, self.number = node, key, number
        self.record: Item | None = None
        self.is_counted = False
        self.moment: str | None = None
        self.progress: Item = {}
        self.received: Item = {}
        self.failures: list[dict[str, Any]] = []
        self.began_at: str | None = None

    def take(self, record: Item | None) -> None:
        """Take over what a record holds, also the failure with which it ended an earlier run of the instance."""
        self.record = record
        if record is None:
            return
        self.is_counted = self.is_counted or bool(record.get("counted"))
        self.progress = {name: record[name] for name in PROGRESS if name in record} or self.progress
        self.received = {name: record[name] for name in history.RECEIVED if name in record} or self.received
        self.failures = history.failures_before(record, self.number) or self.failures

    @property
    def result(self) -> Result | None:
        """Its result; None while it is to be run."""
        return result_of(self.record, self.number)

    @property
    def attempts(self) -> int:
        """How often this execution has tried it."""
        record = self.record
        is_under_way = record is not None and record["number"] == self.number and record["status"] == RUNNING
        return int(record["attempts"]) if record is not None and is_under_way else 0

    @property
    def started_at(self) -> str | None:
        """When it began, if it is running."""
        is_running = self.record is not None and self.record["status"] not in (COMPLETED, FAILED)
        return self.record.get("started_at") if self.record is not None and is_running else None

    def fail(self, error: Mapping[str, Any], began_at: str, ended_at: str) -> None:
        """Add an attempt that failed and is followed by another."""
        self.failures = [*self.failures, history.attempt(self.began_at or began_at, ended_at, error)]

    def progress_value(self) -> Any:
        """What a step of many requests has read so far; None at the beginning."""
        return payloads.read(self.progress, "progress")

    def kept(self, *, has_ended: bool = False) -> Item:
        """What its records keep from one try to the next; how far it came, unless it has come to its end."""
        return {
            **({"counted": True} if self.is_counted else {}),
            **({"moment": self.moment} if self.moment is not None else {}),
            **({} if has_ended else self.progress),
        }

    def history(self) -> Item:
        """What its records tell of how it went."""
        return history.attributes(self.received, self.failures, self.began_at)


def result_of(record: Item | None, number: int) -> Result | None:
    """The result in a record; None while the step is to be run, as after a failure in an earlier run."""
    if record is None or (record["status"] == FAILED and record["number"] < number):
        return None
    return to_result(record)
