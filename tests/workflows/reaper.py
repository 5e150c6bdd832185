"""Kills functions at random AWS calls, as often as a proof wants."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from bivelio_core import clients

from tests.network import events_of
from tests.workflows.killer import EVENTS
from tests.workflows.states import Killed

KILLED_SHARE = 0.4
DEEPEST_CALL = 6
LONGEST_RETRY = 60


class Reaper:
    """Kills every third invocation or so, at one of its first AWS calls: no thread of it makes another."""

    def __init__(
        self,
        seed: int,
        services: Sequence[str] = ("dynamodb", "stepfunctions"),
        *,
        deepest: int = DEEPEST_CALL,
        share: float = KILLED_SHARE,
    ) -> None:
        self.random, self.deepest, self.share, self.is_dead = random.Random(seed), deepest, share, False
        self.left: int | None = None
        self.is_before = True
        self.what = ""
        self.killed: Counter[str] = Counter()
        for service in services:
            events = events_of(clients.client(service))
            for name in EVENTS[service]:
                events.register_first(f"before-call.{name}", self._before)
                events.register_last(f"after-call.{name}", self._after)

    def around(self, what: str) -> Callable[[], None]:
        """Arm for one invocation; the answer disarms."""
        if self.random.random() < self.share:
            self.left, self.is_before = self.random.randint(1, self.deepest), self.random.random() < 0.5
            self.what = what
        return self.disarm

    def disarm(self) -> None:
        """The invocation is over."""
        self.left, self.is_dead = None, False

    def _before(self, **_: Any) -> None:
        if self.is_dead:
            raise Killed
        if self.left is None:
            return
        self.left -= 1
        if self.left == 0 and self.is_before:
            self._kill()

    def _after(self, **_: Any) -> None:
        if self.is_dead:
            raise Killed
        if self.left == 0 and not self.is_before:
            self._kill()

    def _kill(self) -> None:
        self.killed[self.what] += 1
        self.left, self.is_dead = None, True
        raise Killed

    def attempt(self, what: str, work: Callable[[], Any]) -> Any:
        """The result of some work, which is begun again as often as it is killed."""
        for _ in range(LONGEST_RETRY):
            stop = self.around(what)
            try:
                return work()
            except Killed:
                continue
            finally:
                stop()
        raise AssertionError(f"{what} never ended")
