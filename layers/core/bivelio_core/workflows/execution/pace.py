"""The pace of a for_each with a `rate`: never do more of its items begin within a second or minute, whoever runs them.

One item of the run's partition holds when the latest items began, as many as may begin within a period. Whoever begins
another writes its time there first, on condition that nobody else has. So a function that dies, or is called twice,
can only cost time; and loops inside other iterations share the pace of their step.
"""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.table import ConditionFailed, TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, equals
from bivelio_core.workflows.definitions.program import FOR_EACH, Node

from .run_view import RunView

if TYPE_CHECKING:
    from bivelio_core.workflows.definitions.steps.control import IterationRate

PACE = "-pace#"
"""How the key of a loop's pace begins, beside the records of the run's steps: no step's id begins so."""

PERIODS = {"second": 1_000, "minute": 60_000}
SLACK_MILLISECONDS = 20
"""How much longer than a second or minute a period is: two requests do not take equally long to arrive."""

LONGEST_PAUSE_SECONDS = 5.0
"""Plan itself waits so long for the turn of an iteration, and else the state machine: three transitions cost more."""

EARLY = timedelta(seconds=2)
"""How long before a turn the state machine's wait ends, which is not exact to the second."""

LATE = timedelta(milliseconds=200)
"""An iteration that comes to its turn so late takes another one: those behind it count on its time."""

TRIES = 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Pace:
    """The pace of one loop, for one invocation and all its threads. Times are milliseconds since 1970."""

    def __init__(self, store: TenantStore, run: str, step: str, record: Item) -> None:
        self._store, self._run, self._key = store, run, f"{PACE}{step}"
        self._turn = threading.Lock()
        self._counted: dict[str, int] = {}
        self._times: list[int] = []
        self._take_over(record)

    def take(self, frame: str, earliest: str = "") -> datetime | None:
        """Count an item that begins now, and return None; or return when one may, if that is later.

        `earliest` is a time that has come, whatever the clock says: the end of the state machine's wait.
        """
        with self._turn:
            for _ in range(TRIES):
                now = _now(earliest)
                if (due := self._due(now)) > now:
                    return _at(due)
                if self._write(now):
                    self._counted[frame] = now
                    return None
        raise TableBusy("the pace of a loop kept changing")

    def correct(self, frame: str) -> None:
        """Count an item from now on that was taken before: what it begins with took time. Written with the next one."""
        with self._turn:
            at = self._counted.pop(frame, 0)
            if at in self._times:
                self._times.remove(at)
                self._times = sorted([*self._times, max(at, _now(""))])

    def reserve(self, earliest: str = "") -> datetime:
        """Count an item that begins at the time that is returned, now or later."""
        for _ in range(TRIES):
            due = self._due(_now(earliest))
            if self._write(due):
                return _at(due)
        raise TableBusy("the pace of a loop kept changing")

    def due(self, earliest: str = "") -> datetime:
        """When the next item may begin."""
        return _at(self._due(_now(earliest)))

    def _due(self, now: int) -> int:
        """The earliest time from now on that leaves no more than `limit` in any period."""
        latest = self._times[-1] if self._times else now
        full = self._times[-self._limit] + self._period if len(self._times) >= self._limit else now
        return max(now, latest, full)

    def _write(self, at: int) -> bool:
        """Add a time; False, with the pace as it is, when somebody else has added one."""
        times = [*self._times, at][-self._limit :]
        is_as_read = absent("begun") if self._stored is None else equals("begun", self._stored)
        change = Update(set={"begun": _written(times)})
        try:
            self._take_over(self._store.update(STEP, self._key, change, self._run, condition=is_as_read))
        except ConditionFailed as failure:
            self._take_over(failure.item or {})
            return False
        return True

    def _take_over(self, record: Item) -> None:
        self._limit, self._period = int(record.get("limit", 1)), int(record.get("period", 0)) + SLACK_MILLISECONDS
        self._stored = record.get("begun")
        self._times = _read(self._stored)


def set_pace(view: RunView, node: Node, rate: "IterationRate") -> None:
    """Write the pace of a loop that is about to open; what has begun before, of an inner loop or a retry, counts on."""
    about = {"limit": rate.limit, "period": PERIODS[rate.per]}
    view.store.update(STEP, f"{PACE}{node.id}", Update(set=about), view.run.sk)


def pace_of(view: RunView, node: Node) -> Pace | None:
    """The pace of a loop; None for one without a rate, and by a moved clock of a sandbox, which may stand still."""
    if node.type != FOR_EACH or node.input.get("rate") is None or clock.is_moved():
        return None
    record = view.store.get(STEP, f"{PACE}{node.id}", view.run.sk)
    return None if record is None else Pace(view.store, view.run.sk, node.id, record)


def turn(view: RunView, action: dict[str, str] | None) -> dict[str, str] | None:
    """Wait for the turn of an iteration that is an execution of its own; the action of a wait, if it is a long one.

    `action` is the one that this gave before, at the end of its wait.
    """
    owner = view.program.nodes.get(view.frame.owner)  # the steps of the run itself have none
    pace = None if owner is None else pace_of(view, owner)
    if pace is None:
        return None
    earliest = action["until"] if action else ""
    at = clock.parse(action["turn"]) if action else pace.reserve()
    if _instant(earliest) > at + LATE:
        at = pace.reserve(earliest)
    seconds = (at - _instant(earliest)).total_seconds()
    if seconds > LONGEST_PAUSE_SECONDS:
        until = at - EARLY if LONGEST_PAUSE_SECONDS else at
        return {"kind": "wait", "step": view.frame.owner, "until": clock.stamp(until), "turn": clock.stamp(at)}
    if seconds > 0:
        time.sleep(seconds)
        view.renew()
    return None


def _instant(earliest: str) -> datetime:
    return max(clock.now(), clock.parse(earliest)) if earliest else clock.now()


def _now(earliest: str) -> int:
    return (_instant(earliest) - EPOCH) // timedelta(milliseconds=1)


def _at(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def _written(times: list[int]) -> str:
    """Times in their order, each as the difference to the one before, which is short."""
    differences = [each - before for each, before in zip(times, [0, *times], strict=False)]
    return json.dumps(differences, separators=(",", ":"))


def _read(text: str | None) -> list[int]:
    times: list[int] = []
    for difference in json.loads(text) if text else ():
        times.append(difference + (times[-1] if times else 0))
    return times
