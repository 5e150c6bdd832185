"""Run the frames of a for_each or parallel side by side inside one function, not as executions (frames.py).

A frame goes through the same tasks as in an execution of its own, with the same records and keys: after a function is
killed, only steps without a result are repeated, and instances look the same. Each frame keeps its place among
`concurrency` from its beginning to its end, also while it waits. The function goes on until all have ended, its time is
nearly over, or all places are taken by frames that wait for long or need another function; the state machine continues
with what is left. The instance is read before each step, so a run that is cancelled begins no other.
"""

import threading
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store.table import Table
from bivelio_core.workflows.definitions.program import Frame

from .engine import END, after, begin, gathered, planned, within
from .frames import WAIT, first_family, load_effects, longest_step, towards
from .pace import pace_of
from .perform import DEFAULT_TIMEOUT_SECONDS, performed
from .prepare import SLACK_SECONDS, Action
from .run_view import MachineState, Measured, RunOver, RunView
from .runs import PAUSED
from .step_records import settle

LONGEST_PAUSE_SECONDS = 10.0
"""A function that has nothing else to do pauses so long before a step is tried again. Four transitions cost as much."""

LEAST_SECONDS = 1.0
"""Steps are begun for so long, however little time a function has, and at least one: each invocation makes progress."""


def run(table: Table, state: MachineState, remaining_seconds: float) -> tuple[MachineState, list[Measured]]:
    """Run the frames of a state's action for as long as the function may, and return the next state."""
    return within(table, state, lambda view: _Frames(view, state["action"], remaining_seconds).run())


class _Frames:
    """The frames of one for_each or parallel in one invocation."""

    def __init__(self, view: RunView, action: Action, remaining_seconds: float) -> None:
        self.view, self.action = view, action
        self.node = view.program.nodes[action["step"]]
        flight = [(each["frame"], each["action"]) for each in action["flight"]]
        self.queue: deque[tuple[str, Action | None]] = deque([*flight, *((frame, None) for frame in action["frames"])])
        self.parked: list[tuple[str, Action]] = []
        step = longest_step(view.program, self.node, DEFAULT_TIMEOUT_SECONDS) + SLACK_SECONDS
        self.pace = pace_of(view, self.node)
        self.begins_here = self.pace is None or first_family(view.program, self.node) == _function(action)
        if self.pace is not None and self.begins_here:
            load_effects(view.program, self.node)
        self.deadline = time.monotonic() + max(LEAST_SECONDS, remaining_seconds - step)
        self.changed, self.busy, self.is_stopped, self.has_begun = threading.Condition(), 0, False, False

    def run(self) -> MachineState:
        """Run what can run now; returns the state with the remaining frames, or the state after the step."""
        step = self.view.read(self.node)
        if step.result is not None:
            return after(self.view, self.node)
        self.busy = lanes = min(self.action["concurrency"], len(self.queue))
        if lanes == 1:
            self._lane()
        elif lanes:
            with ThreadPoolExecutor(lanes) as pool:
                for lane in [pool.submit(copy_context().run, self._lane) for _ in range(lanes)]:
                    lane.result()
        self.view.renew()
        if (rest := self._rest()) is not None:
            return self.view.to_state(rest)
        settle(self.view, step, gathered(self.view, self.node, step.record), before=step.record)
        return after(self.view, self.node)

    def _lane(self) -> None:
        """Run one frame after the other, until none is left or a waiting frame keeps the lane's place."""
        try:
            while (place := self._take()) is not None:
                frame, action = place
                if (next_action := self._carry(Frame.parse(frame), action)) is not None:
                    self.parked.append((frame, next_action))
                    return
        except BaseException:
            self.is_stopped = True
            raise
        finally:
            self._count(-1)

    def _take(self) -> tuple[str, Action | None] | None:
        """The next frame: one that has begun, or one that begins now; None when none may."""
        while not self.is_stopped and self._may_begin():
            try:
                place = self.queue.popleft()
            except IndexError:
                return None
            if self.pace is None or place[1] is not None:
                return place
            due = self.pace.take(place[0], self.action.get("until", "")) if self.begins_here else clock.now()
            if due is None:
                return place
            self.queue.appendleft(place)
            if not (self.begins_here and self._has_waited(clock.stamp(due), gives_way=True)):
                return None
        return None

    def _carry(self, frame: Frame, action: Action | None) -> Action | None:
        """Run a frame as far as this function can; returns the frame's current action, None at its end."""
        view = self.view.inside(frame, action["step"] if action else None)
        if view.instance["status"] == PAUSED:
            self.is_stopped = True
            self.queue.appendleft((str(frame), action))
            return None
        try:
            return self._advanced(view, action)
        except RunOver:
            return None  # another execution has ended this frame; when the run itself is over, the next one notices

    def _advanced(self, view: RunView, action: Action | None) -> Action | None:
        is_as_read = True
        while action != END:
            if action is None:
                action = begin(view, has_turn=True)["action"]
            elif action["kind"] == WAIT and self._has_waited(action["until"]):
                action, is_as_read = planned(view, {"action": action})["action"], False
            elif action["kind"] == self.action["kind"] != WAIT and self._may_begin():
                if not is_as_read:
                    view.renew()
                if self.is_stopped or view.instance["status"] == PAUSED:
                    self.is_stopped = True
                    return action
                if self.pace is not None:
                    self.pace.correct(str(view.frame))
                self.has_begun = True
                action, is_as_read = performed(view, action)["action"], False
            else:
                return action
        self.has_begun = True
        return None

    def _has_waited(self, until: str, *, gives_way: bool = False) -> bool:
        """Wait; False, without waiting, for a long wait, unless other frames keep the function busy meanwhile.

        `gives_way`: also as soon as a frame needs another function, so that it goes on meanwhile.
        """
        if until <= self.action.get("until", ""):
            return True
        self._count(-1)
        with self.changed:
            try:
                while (seconds := (clock.parse(until) - clock.now()).total_seconds()) > 0:
                    is_long = seconds > LONGEST_PAUSE_SECONDS or clock.is_stopped()
                    has_nothing_else = self.busy == 0 and is_long
                    is_held_up = gives_way and any(action["kind"] != WAIT for _, action in self.parked)
                    if has_nothing_else or is_held_up or self.is_stopped or self._is_time_over():
                        return False
                    self.changed.wait(min(seconds, self.deadline - time.monotonic()))
                return True
            finally:
                self.busy += 1

    def _count(self, change: int) -> None:
        with self.changed:
            self.busy += change
            self.changed.notify_all()

    def _may_begin(self) -> bool:
        return not (self.has_begun and self._is_time_over())

    def _is_time_over(self) -> bool:
        return time.monotonic() >= self.deadline

    def _rest(self) -> Action | None:
        """Return the action that continues the rest: a begun frame's, else as before, else after a wait."""
        flight = [*self.parked, *((frame, action) for frame, action in self.queue if action is not None)]
        frames = [frame for frame, action in self.queue if action is None]
        if not flight and not frames:
            return None
        actions = [action for _, action in flight]
        needed = next((action["kind"] for action in actions if action["kind"] != WAIT), None)
        until = min((action["until"] for action in actions if action["kind"] == WAIT), default=clock.stamp())
        if needed is None and frames and len(flight) < self.action["concurrency"]:
            needed, until = self._next_begin(until if actions else None)
        begun_frames = [{"frame": frame, "action": action} for frame, action in flight]
        return towards(needed, {**self.action, "flight": begun_frames, "frames": frames}, until)

    def _next_begin(self, until: str | None) -> tuple[str | None, str]:
        """The function that begins the next frame, or None and when that may be; `until`: when another goes on."""
        if self.pace is None:
            return _function(self.action), clock.stamp()
        due = self.pace.due(self.action.get("until", ""))
        if due - clock.now() <= timedelta(seconds=LONGEST_PAUSE_SECONDS) or due <= _time(self.action.get("until")):
            return first_family(self.view.program, self.node), clock.stamp()
        return None, min(clock.stamp(due), until or clock.stamp(due))


def _time(until: str | None) -> datetime:
    return clock.parse(until) if until else clock.now()


def _function(action: Mapping[str, Any]) -> str | None:
    """The function that an action asks for; None for Plan."""
    return None if action["kind"] == WAIT else str(action["kind"])
