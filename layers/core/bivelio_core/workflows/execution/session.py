"""One invocation's view of a run: what it reads, and the records it writes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, STEP
from bivelio_core.store.table import ConditionFailed, Table, TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare, equals
from bivelio_core.workflows.definitions.program import Frame, Node, Program, frame_key, result_key

from . import payloads
from .chain_limits import ChainLimitReached, counted
from .history import ATTEMPTS, HISTORY, History
from .results import COMPLETED, FAILED, SKIPPED, Failure, Result
from .runs import (
    ACTIVE,
    MOVING,
    PAUSED,
    RUNNING,
    WAITING,
    Run,
    StoredRunData,
    Superseded,
    chain_of_run,
    load_program,
    revise,
    to_result,
)

MachineState = dict[str, Any]
"""The state that the state machine passes from task to task: `{run, frame, action}`."""

OPEN_TRIES = 4
READ_AHEAD = 20
"""The records of steps that are read with the instance when a frame begins inside a function."""

PROGRESS = ("progress", "progress_ref")
LASTING = ("items", "items_ref", "child", "moment", *PROGRESS, *ATTEMPTS)
"""What a retried step keeps: its items, its run of another workflow, its moment, how far it came, its failures."""

PARTICULARS = (*LASTING, *HISTORY, "type", "given", "given_ref", "decision", "expires_at", "until", "refused")
"""The fields of a running step's record that are kept when it has ended."""


class RunOver(Exception):
    """The run has ended, was cancelled, or is now run by another execution: this one stops."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The metrics of a step that ended."""

    type: str
    status: str
    duration_ms: int


@dataclass
class Session:
    """The data of a run in one invocation. Results that it wrote are available without reading them."""

    store: TenantStore
    run: Run
    frame: Frame
    instance: Item
    program: Program
    data: StoredRunData
    read_with_it: dict[str, Item | None] = field(default_factory=dict)
    measured: list[Measured] = field(default_factory=list)
    counted: set[str] = field(default_factory=set)
    """The steps that are known to be counted among the effects of the chain."""
    moments: dict[str, str] = field(default_factory=dict)
    """When the steps were first tried whose expressions read the clock."""
    progress: dict[str, Item] = field(default_factory=dict)
    """What steps of many requests have read so far, as their records hold it."""
    history: History = field(default_factory=History)

    def key(self, node: Node) -> str:
        """The name of a step's result in this frame."""
        return result_key(node.id, self.frame.path)

    def to_state(self, action: Mapping[str, Any]) -> MachineState:
        """The state that the state machine passes on."""
        return {"run": self.run.to_state(), "frame": str(self.frame), "action": dict(action)}

    def record(self, node: Node) -> Item | None:
        """A step's record, whatever its status; that of the step in the state was read with the instance."""
        key = self.key(node)
        record = self.lookup(key)
        if record is not None and record.get("counted"):
            self.counted.add(key)
        if record is not None and "moment" in record:
            self.remember(node, record["moment"])
        if record is not None and (progress := {name: record[name] for name in PROGRESS if name in record}):
            self.progress[key] = progress
        if record is not None:
            self.history.read(key, record, self.run.number)
        return record

    def lookup(self, name: str) -> Item | None:
        """A record of the run: as it was read with the instance, until this session writes it, or as it is now."""
        return self.read_with_it[name] if name in self.read_with_it else self.store.get(STEP, name, self.run.sk)

    def remember(self, node: Node, moment: str) -> None:
        """Evaluate a step's expressions as at the moment of its first try, which stays in its record."""
        if self.moments.setdefault(self.key(node), moment) == moment:
            self.data.remember(self.key(node), clock.parse(moment))

    def result(self, record: Item | None) -> Result | None:
        """The result in a record; None while the step is to be run, as after a failure in an earlier run."""
        if record is None or (record["status"] == FAILED and record["number"] < self.run.number):
            return None
        return to_result(record)

    def settle(
        self, node: Node, result: Result, *, before: Item | None = None, started_at: str = "", attempts: int = 1
    ) -> None:
        """Write a step's result, unless it has one: a second writer takes over the first one's result.

        `before` is its record while it was under way, whose particulars stay.
        """
        now = clock.stamp()
        started_at = started_at or (before or {}).get("started_at") or now
        record: Item = {
            **{name: before[name] for name in PARTICULARS if before and name in before},
            "status": result.status,
            **_kept(self, result),
            "started_at": started_at,
            "ended_at": now,
            "attempts": attempts,
            "number": self.run.number,
            **self._particulars(node, has_ended=result.status == COMPLETED),
            **self.history.attributes(self.key(node)),
        }
        try:
            self._put(node, record, self._is_open())
        except ConditionFailed as failure:
            record = failure.item or {}
        else:
            milliseconds = (clock.parse(now) - clock.parse(started_at)) // timedelta(milliseconds=1)
            self.measured.append(Measured(node.type, record["status"], milliseconds))
        stored = to_result(record)
        if stored is None:
            raise RunOver
        self.data.add(self.key(node), stored)

    def open(self, node: Node, status: str, **about: Any) -> Item:
        """Write that a step is running; a second call changes nothing.

        A decision that was made while no run was active is kept. Raises RunOver when the step has ended: another
        execution has continued the run.
        """
        for _ in range(OPEN_TRIES):
            before = self.record(node)
            if before is not None and before["status"] == status and before["number"] == self.run.number:
                return before
            is_waiting = before is not None and before["status"] == WAITING
            names = (*LASTING, "decision") if is_waiting else LASTING
            kept: Item = {name: before[name] for name in names if before and name in before}
            record: Item = {"status": status, "started_at": clock.stamp(), "number": self.run.number, "attempts": 1}
            decided = (before or {}).get("decision")
            is_as_read = absent("decision") if decided is None else equals("decision", decided)
            try:
                told = self.history.attributes(self.key(node))
                return self._put(node, {**record, **about, **kept, **told}, all_of(self._is_open(), is_as_read))
            except ConditionFailed as failure:
                if failure.item and self.result(failure.item) is not None:
                    raise RunOver from failure
        raise TableBusy("a step kept changing")

    def _put(self, node: Node, record: Item, condition: Condition) -> Item:
        """Write a step's record. Raises ConditionFailed."""
        self.read_with_it.pop(self.key(node), None)
        return self.store.put(STEP, self.key(node), record, self.run.sk, condition=condition)

    def _particulars(self, node: Node, *, has_ended: bool = False) -> Item:
        """What a step's record keeps from one try to the next; how far it came, unless it has come to its end."""
        key = self.key(node)
        return {
            **({"counted": True} if key in self.counted else {}),
            **({"moment": self.moments[key]} if key in self.moments else {}),
            **({} if has_ended else self.progress.get(key, {})),
        }

    def keep_progress(self, node: Node, progress: Any, about: dict[str, Any]) -> None:
        """Write how far a step has come. Raises Failure when that is too large, RunOver when the step has ended."""
        self.progress[self.key(node)] = dict(payloads.keep(self.store.tenant, "progress", progress))
        if not self.postpone(node, about):
            raise RunOver

    def _is_open(self) -> Condition:
        return any_of(
            absent(),
            equals("status", RUNNING),
            equals("status", WAITING),
            all_of(equals("status", FAILED), compare("number", "<", self.run.number)),
        )

    def postpone(self, node: Node, about: dict[str, Any]) -> bool:
        """Write that a step is retried later; False when an earlier try, presumed lost, has settled it."""
        told = self.history.attributes(self.key(node))
        record = {"status": RUNNING, "number": self.run.number, **about, **self._particulars(node), **told}
        try:
            self._put(node, record, self._is_open())
        except ConditionFailed as failure:
            stored = to_result(failure.item or {})
            if stored is None:
                raise RunOver from failure
            self.data.add(self.key(node), stored)
            return False
        return True

    def admit(self, node: Node, *, attempts: int, started_at: str) -> bool:
        """Count a step's effect among those of its chain, once for all its tries, and write that it is running.

        False when an earlier try, presumed lost, has settled it. Raises Failure when the chain has reached its limit.
        """
        key = self.key(node)
        if key in self.counted:
            return True
        about = {"status": RUNNING, "number": self.run.number, "attempts": attempts, "started_at": started_at}
        record = {**about, **self._particulars(node), "counted": True}
        self.read_with_it.pop(key, None)
        put = self.store.put_write(STEP, key, record, self.run.sk, condition=all_of(self._is_open(), absent("counted")))
        try:
            self.store.transact([put, counted(self.store, str(chain_of_run(self.instance).root), "effects")])
        except TransactionFailed as failure:
            if 0 not in failure.items:
                raise Failure.of(ChainLimitReached()) from failure
            if (result := self.result(failure.items[0])) is not None:
                self.data.add(key, result)
                return False
        self.counted.add(key)
        return True

    def close_frame(self, result: Result, step: str | None) -> None:
        """Write how a for_each iteration or a branch ended."""
        record = {"status": result.status, **_kept(self, result), "number": self.run.number, "ended_at": clock.stamp()}
        is_mine = any_of(absent(), compare("number", "<=", self.run.number))
        try:
            self.store.put(
                STEP,
                frame_key(self.frame),
                {**record, **({"step": step} if step else {})},
                self.run.sk,
                condition=is_mine,
            )
        except ConditionFailed as failure:
            raise RunOver from failure

    def renew(self) -> None:
        """Read the instance again. Raises RunOver when the run has ended or another execution runs it."""
        self.instance = _still_run(self.run, self.store.get(INSTANCE, self.run.sk))
        self.data.renew(self.instance)

    def inside(self, frame: Frame, step: str | None) -> "Session":
        """A session of a frame of the step that this one is at: at `step`, or at its beginning.

        What is needed next is read in one call. Raises RunOver as `open_session` does.
        """
        body = [node.id for node in self.program.bodies[frame.body][:READ_AHEAD]]
        names = [result_key(each, frame.path) for each in ([step] if step else body)]
        keys = {name: self.store.key(STEP, name, self.run.sk) for name in (frame_key(frame), *names)}
        of_run = self.store.key(INSTANCE, self.run.sk)
        found = self.store.table.get_many([of_run, *keys.values()], consistent=True)
        instance = _still_run(self.run, found.get(of_run))
        read_with_it = {name: found.get(key) for name, key in keys.items()}
        return Session(self.store, self.run, frame, instance, self.program, self.data.inside(instance), read_with_it)

    def fail(self, error: dict[str, Any] | None, step: str | None) -> None:
        """Write why the run fails, before its steps of `on_failure` begin. Raises RunOver when the run has ended."""
        failure = Update(set={"failure": payloads.to_text({"error": error, "step": step})})
        try:
            self.instance = revise(self.store, self.instance, failure)
        except Superseded as superseded:
            raise RunOver from superseded
        self.data.renew(self.instance)

    def advance_to(self, node: Node, status: str) -> None:
        """Show on the instance which top-level step is running. Raises RunOver when the run has ended."""
        if not self.frame.is_root:
            return
        self.show(status, current_step=node.position + 1, current=node.id)

    def show(self, status: str, **about: Any) -> None:
        """Show a status on the instance; a paused one gets it when it is resumed. Raises RunOver after its end."""
        for _ in range(OPEN_TRIES):
            is_paused = self.instance["status"] == PAUSED
            change = {**about, "updated_at": clock.timestamp(), "paused_from" if is_paused else "status": status}
            try:
                self.instance = revise(
                    self.store, self.instance, Update(set=change), among=(PAUSED,) if is_paused else MOVING
                )
            except Superseded as superseded:
                now = superseded.item
                if now is None or now["number"] != self.run.number or now["status"] not in ACTIVE:
                    raise RunOver from superseded
                self.instance = now  # it was paused or resumed meanwhile
            else:
                return
        raise TableBusy("a run kept being paused and resumed")


def open_session(table: Table, state: Mapping[str, Any]) -> Session:
    """The session of a state, from one call. Raises RunOver when the run has ended or another execution runs it."""
    run, frame = Run.of_state(state["run"]), Frame.parse(state["frame"])
    store = TenantStore(table, run.tenant)
    instance, read_with_it = _read(store, run, frame, (state.get("action") or {}).get("step"))
    instance = _still_run(run, instance)
    program = load_program(store, instance["workflow_id"], instance["workflow_version"])
    return Session(store, run, frame, instance, program, StoredRunData(store, instance), read_with_it)


def _still_run(run: Run, instance: Item | None) -> Item:
    """The instance, when this execution still runs it. Raises RunOver."""
    if instance is None or instance["number"] != run.number or instance["status"] not in ACTIVE:
        raise RunOver(instance)
    return instance


def _read(store: TenantStore, run: Run, frame: Frame, step: str | None) -> tuple[Item | None, dict[str, Item | None]]:
    """The instance and the record of the step that a state is about."""
    if step is None:
        return store.get(INSTANCE, run.sk), {}
    name = result_key(step, frame.path)
    of_run, of_step = store.key(INSTANCE, run.sk), store.key(STEP, name, run.sk)
    found = store.table.get_many([of_run, of_step], consistent=True)
    return found.get(of_run), {name: found.get(of_step)}


def _kept(session: Session, result: Result) -> dict[str, str]:
    """A result's attributes. One that is too large becomes the failure of its step."""
    error = {"error": payloads.to_text(result.error)} if result.error else {}
    if result.status == SKIPPED:
        return error
    try:
        output = payloads.keep(session.store.tenant, "output", result.output)
    except Failure as failure:
        return {"status": FAILED, "output": "null", "error": json.dumps(failure.describe())}
    return output | error
