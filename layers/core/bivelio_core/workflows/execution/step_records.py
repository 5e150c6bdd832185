"""The records of steps and frames that an invocation writes: how they go on, and how they ended."""

import json
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store.chain_counts import counted
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.table import ConditionFailed, TableBusy, TransactionFailed
from bivelio_core.store.writes import Condition, absent, all_of, any_of, compare, equals
from bivelio_core.workflows.definitions.program import Node, frame_key

from . import payloads
from .chain_limits import ChainLimitReached
from .history import ATTEMPTS, HISTORY
from .results import COMPLETED, FAILED, SKIPPED, Failure, Result
from .run_view import Measured, RunOver, RunView
from .runs import RUNNING, WAITING, chain_of_run, to_result
from .step_state import PROGRESS, StepState, result_of

OPEN_TRIES = 4
LASTING = ("items", "items_ref", "child", "moment", *PROGRESS, *ATTEMPTS)
"""What a retried step keeps: its items, its run of another workflow, its moment, how far it came, its failures."""

DECIDED = ("decision", "decisions")
"""What people have decided about an approval that waits: all of it, and each of several."""

PARTICULARS = (*LASTING, *HISTORY, *DECIDED, "type", "given", "given_ref", "expires_at", "until", "refused")
"""The fields of a running step's record that are kept when it has ended."""


def settle(
    view: RunView,
    step: StepState,
    result: Result,
    *,
    before: Item | None = None,
    started_at: str = "",
    attempts: int = 1,
) -> None:
    """Write a step's result, unless it has one: a second writer takes over the first one's result.

    `before` is its record while it was under way, whose particulars stay.
    """
    now = clock.stamp()
    started_at = started_at or (before or {}).get("started_at") or now
    record: Item = {
        **{name: before[name] for name in PARTICULARS if before and name in before},
        "status": result.status,
        **_result(view, result),
        "started_at": started_at,
        "ended_at": now,
        "attempts": attempts,
        "number": view.run.number,
        **step.kept(has_ended=result.status == COMPLETED),
        **step.history(),
    }
    try:
        _put(view, step, record, _is_open(view))
    except ConditionFailed as failure:
        record = failure.item or {}
    else:
        milliseconds = (clock.parse(now) - clock.parse(started_at)) // timedelta(milliseconds=1)
        view.measured.append(Measured(step.node.id, step.node.type, record["status"], milliseconds))
    stored = to_result(record)
    if stored is None:
        raise RunOver
    view.data.add(step.key, stored)


def open_step(view: RunView, node: Node, status: str, **about: Any) -> Item:
    """Write that a step is running; a second call changes nothing. Returns its record.

    What was decided while no run was active is kept. Raises RunOver when the step has ended: another
    execution has continued the run.
    """
    for _ in range(OPEN_TRIES):
        step = view.read(node)
        before = step.record or {}
        if before and before["status"] == status and before["number"] == view.run.number:
            return before
        names = (*LASTING, *DECIDED) if before.get("status") == WAITING else LASTING
        lasting: Item = {name: before[name] for name in names if name in before}
        record: Item = {"status": status, "started_at": clock.stamp(), "number": view.run.number, "attempts": 1}
        record |= clock.really_at()
        is_as_read = all_of(*(equals(name, before[name]) if name in before else absent(name) for name in DECIDED))
        try:
            record = {**record, **about, **lasting, **step.history()}
            return _put(view, step, record, all_of(_is_open(view), is_as_read))
        except ConditionFailed as failure:
            if failure.item and result_of(failure.item, view.run.number) is not None:
                raise RunOver from failure
    raise TableBusy("a step kept changing")


def postpone(view: RunView, step: StepState, about: dict[str, Any]) -> bool:
    """Write that a step is retried later; False when an earlier try, presumed lost, has settled it."""
    record = {"status": RUNNING, "number": view.run.number, **about, **step.kept(), **step.history()}
    try:
        _put(view, step, record, _is_open(view))
    except ConditionFailed as failure:
        stored = to_result(failure.item or {})
        if stored is None:
            raise RunOver from failure
        view.data.add(step.key, stored)
        return False
    return True


def keep_progress(
    view: RunView, step: StepState, progress: Any, about: dict[str, Any], *, changes: bool = False
) -> None:
    """Write how far a step has come, and with `changes` count what it does next among the effects of its chain.

    Raises Failure when the progress is too large or the chain has reached its limit, RunOver when the step has ended.
    """
    step.progress = dict(payloads.keep(view.store.tenant, "progress", progress))
    if not changes:
        if not postpone(view, step, about):
            raise RunOver
        return
    record = {"status": RUNNING, "number": view.run.number, **about, **step.kept(), **step.history()}
    if _counted(view, step, record, _is_open(view)) is not None:
        raise RunOver


def admit(view: RunView, step: StepState, about: dict[str, Any]) -> bool:
    """Count a step's effect among those of its chain, once for all its tries, and write that it is running.

    False when an earlier try, presumed lost, has settled it. Raises Failure when the chain has reached its limit.
    """
    if step.is_counted:
        return True
    record = {"status": RUNNING, "number": view.run.number, **about, **step.kept(), "counted": True}
    before = _counted(view, step, record, all_of(_is_open(view), absent("counted")))
    if before is not None and (result := result_of(before, view.run.number)) is not None:
        view.data.add(step.key, result)
        return False
    step.is_counted = True
    return True


def _counted(view: RunView, step: StepState, record: Item, condition: Condition) -> Item | None:
    """Write a step's record and count an effect of its chain; the record as it is when the condition does not hold.

    Raises Failure when the chain has reached its limit.
    """
    view.records.pop(step.key, None)
    put = view.store.put_write(STEP, step.key, record, view.run.sk, condition=condition)
    try:
        view.store.transact([put, counted(view.store, str(chain_of_run(view.instance).root), "effects")])
    except TransactionFailed as failure:
        if 0 not in failure.items:
            raise Failure.of(ChainLimitReached()) from failure
        return failure.items[0]
    return None


def close_frame(view: RunView, result: Result, step: str | None) -> None:
    """Write how a for_each iteration or a branch ended."""
    about = {"number": view.run.number, "ended_at": clock.stamp(), **({"step": step} if step else {})}
    record = {"status": result.status, **_result(view, result), **about}
    is_mine = any_of(absent(), compare("number", "<=", view.run.number))
    try:
        view.store.put(STEP, frame_key(view.frame), record, view.run.sk, condition=is_mine)
    except ConditionFailed as failure:
        raise RunOver from failure


def _put(view: RunView, step: StepState, record: Item, condition: Condition) -> Item:
    """Write a step's record. Raises ConditionFailed."""
    view.records.pop(step.key, None)
    return view.store.put(STEP, step.key, record, view.run.sk, condition=condition)


def _is_open(view: RunView) -> Condition:
    """The step has no result in this run."""
    return any_of(
        absent(),
        equals("status", RUNNING),
        equals("status", WAITING),
        all_of(equals("status", FAILED), compare("number", "<", view.run.number)),
    )


def _result(view: RunView, result: Result) -> dict[str, str]:
    """A result's attributes. One that is too large becomes the failure of its step."""
    error = {"error": payloads.to_text(result.error)} if result.error else {}
    if result.status == SKIPPED:
        return error
    try:
        output = payloads.keep(view.store.tenant, "output", result.output)
    except Failure as failure:
        return {"status": FAILED, "output": "null", "error": json.dumps(failure.describe())}
    return output | error
