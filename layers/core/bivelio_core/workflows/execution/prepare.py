"""From the next step to an action for the state machine: what it waits for, opens, or which function runs it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bivelio_core import clock, domain
from bivelio_core.store.keys import STEP
from bivelio_core.workflows.definitions.limits import MAXIMUM_ITEMS, MAXIMUM_WAIT_SECONDS
from bivelio_core.workflows.definitions.program import FOR_EACH, Node, frame_key

from . import failure_texts, payloads
from .failure_texts import fill
from .interpreter import gather, inputs
from .results import COMPLETED, FAILED, Failure, Result
from .runs import RUNNING, WAITING
from .session import Session

DEFAULT_CONCURRENCY = 5
SLACK_SECONDS = 15
"""Added to a step's own time: starting a function, reading and writing its records."""

Action = dict[str, Any]


def prepare(session: Session, node: Node) -> Action | Result:
    """The action of a step; a result when it needs none after all, or cannot be begun. Raises session.RunOver."""
    family = domain.step_types()[node.type].family
    try:
        return _BY_FAMILY.get(family, _task)(session, node)
    except Failure as failure:
        return Result(FAILED, None, failure.describe())


def _task(session: Session, node: Node) -> Action:
    session.advance_to(node, RUNNING)
    seconds = (node.timeout_seconds or 30) + SLACK_SECONDS
    return {"kind": domain.step_types()[node.type].family, "step": node.id, "timeout_seconds": seconds}


def _wait(session: Session, node: Node) -> Action:
    given = inputs(session.program, session.frame, session.data, node)
    until = _until(given)
    record = session.open(node, WAITING, until=clock.stamp(until))
    session.advance_to(node, WAITING)
    return {"kind": "wait", "step": node.id, "until": record["until"]}


def _until(given: dict[str, Any]) -> datetime:
    seconds, until = given.get("seconds"), given.get("until")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds <= MAXIMUM_WAIT_SECONDS:
        return clock.now() + timedelta(seconds=seconds)
    if isinstance(until, str):
        try:
            instant = datetime.fromisoformat(until)
        except ValueError as error:
            raise Failure("VALIDATION_ERROR", fill(failure_texts.NOT_A_TIME, until=until)) from error
        if instant.tzinfo is None:
            raise Failure("VALIDATION_ERROR", fill(failure_texts.NO_OFFSET, until=until))
        if instant - clock.now() > timedelta(seconds=MAXIMUM_WAIT_SECONDS):
            raise Failure("VALIDATION_ERROR", fill(failure_texts.TOO_FAR, until=until))
        return instant.astimezone(UTC)
    raise Failure("VALIDATION_ERROR", fill(failure_texts.WAIT, limit=MAXIMUM_WAIT_SECONDS))


def _suspend(session: Session, node: Node) -> Action:
    given = inputs(session.program, session.frame, session.data, node)
    seconds = int(given.get("expires_in_seconds", 7 * 86_400)) if node.type == "approval" else MAXIMUM_WAIT_SECONDS
    expiry = clock.now() + timedelta(seconds=seconds)
    about = {"given": payloads.to_text(given), "type": node.type}
    if node.type == "approval":
        about["expires_at"] = clock.timestamp(expiry)
    session.open(node, WAITING, **about)
    session.advance_to(node, WAITING)
    return {"kind": "suspend", "step": node.id, "timeout_seconds": seconds}


def _map(session: Session, node: Node) -> Action | Result:
    """Open the frames of a for_each or parallel; those that an earlier run completed stay as they are."""
    given = inputs(session.program, session.frame, session.data, node)
    items: list[Any] = []
    about: dict[str, Any] = {}
    if node.type == FOR_EACH:
        items = _items(given["items"])
        about = payloads.keep(session.store.tenant, "items", items)
    record = session.open(node, RUNNING, **about)
    items = payloads.read(record, "items", items)
    frames = session.program.inner_frames(node, session.frame, len(items))
    if not frames:
        return gather(node, [], [])
    if session.run.number > 1:
        keys = [frame_key(frame) for frame in frames]
        known = session.store.get_many(STEP, keys, session.run.sk, consistent=True)
        frames = [f for f in frames if known.get(frame_key(f), {}).get("status") != COMPLETED]
    session.advance_to(node, RUNNING)
    concurrency = int(given.get("concurrency", DEFAULT_CONCURRENCY)) if node.type == FOR_EACH else len(frames)
    return {"kind": "map", "step": node.id, "frames": [*map(str, frames)], "concurrency": max(1, concurrency)}


def _items(items: Any) -> list[Any]:
    if not isinstance(items, list):
        raise Failure("VALIDATION_ERROR", failure_texts.NOT_A_LIST)
    if len(items) > MAXIMUM_ITEMS:
        raise Failure("VALIDATION_ERROR", fill(failure_texts.TOO_MANY_ITEMS, count=len(items), limit=MAXIMUM_ITEMS))
    return items


_BY_FAMILY: dict[str, Callable[[Session, Node], Action | Result]] = {"wait": _wait, "suspend": _suspend, "map": _map}
