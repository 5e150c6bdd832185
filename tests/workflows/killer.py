"""Kills a function at one chosen AWS call, before it is sent or after it was answered."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bivelio_core import clients

from tests.network import events_of
from tests.workflows.states import Killed

EVENTS = {
    "dynamodb": ["dynamodb"],
    "s3": ["s3"],
    "sqs": ["sqs"],
    "stepfunctions": ["sfn"],
}
"""Where the calls are seen."""

NUMBER = "number_of_the_killer"
"""Where the number of a call is kept in its context."""


class Killer:
    """Counts the calls of this process while it is armed, and kills at those that `wants` names.

    A function may call from several threads: each call has a number of its own, which its answer knows too.
    """

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self.wants: Callable[[int, str], bool] = lambda _number, _when: False
        self.calls: list[str] = []
        self.kills = 0
        self.is_armed = False
        for service, names in EVENTS.items():
            events = events_of(clients.client(service))
            for name in names:
                events.register_first(f"before-call.{name}", self._before)
                events.register_last(f"after-call.{name}", self._after)

    @contextmanager
    def armed(self, wants: Callable[[int, str], bool]) -> Iterator[None]:
        """Kill what is wanted of the calls in the block, which are numbered from 0."""
        self.wants, self.calls, self.kills, self.is_armed = wants, [], 0, True
        try:
            yield
        finally:
            self.is_armed = False

    @contextmanager
    def resting(self) -> Iterator[None]:
        """The test's own calls are none of the platform's."""
        was, self.is_armed = self.is_armed, False
        try:
            yield
        finally:
            self.is_armed = was

    def _before(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        if self.is_armed:
            with self._counting:
                number = len(self.calls)
                self.calls.append(model.name)
            context[NUMBER] = number
            self._kill_if_wanted(number, "before")

    def _after(self, context: dict[str, Any], **_: Any) -> None:
        if self.is_armed and NUMBER in context:
            self._kill_if_wanted(context[NUMBER], "after")

    def _kill_if_wanted(self, number: int, when: str) -> None:
        if self.wants(number, when):
            self.kills += 1
            raise Killed
