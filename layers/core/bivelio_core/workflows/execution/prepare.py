"""Turn the next step into an action for the state machine: a wait, an opened loop, or the function that runs it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bivelio_core import clock, domain
from bivelio_core.expressions.references import VOLATILE, references_of
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.store.keys import STEP
from bivelio_core.workflows.definitions.limits import MAXIMUM_ITEMS, MAXIMUM_WAIT_SECONDS
from bivelio_core.workflows.definitions.program import APPROVAL, FOR_EACH, WAIT_FOR_EVENT, Node, frame_key, own_input

from . import approval_notices, event_waits, failure_texts, nested_approvals, payloads
from .failure_texts import fill
from .frames import opening
from .history import received
from .interpreter import gather
from .mocks import mocked
from .pace import set_pace
from .results import COMPLETED, Failure, Result
from .run_status import advance_to
from .run_view import RunView
from .runs import RUNNING, WAITING
from .step_input import rendered_input, validated
from .step_records import open_step

SLACK_SECONDS = 15
"""Added to a step's own time: starting a function, reading and writing its records."""

Action = dict[str, Any]


def prepare(view: RunView, node: Node) -> Action | Result:
    """Return the action of a step, or its result if it needs no action. Raises Failure and run_view.RunOver."""
    if node.mock is not None and view.run.tenant.is_sandbox:
        received_input(view, node)  # an input that cannot be rendered fails a mocked step too
        return mocked(node)
    family = domain.step_types()[node.type].family
    return _BY_FAMILY.get(family, _task)(view, node)


def received_input(view: RunView, node: Node) -> Any:
    """A step's input, as the model of its type, which its record will show. Raises Failure.

    The records of suspended steps and of loops already hold the awaited event and the items.
    """
    rendered = rendered_input(view.program, view.frame, view.data, node)
    if domain.step_types()[node.type].family not in ("suspend", "map"):
        view.step(node).received = received(view.data.placeholders.hidden(rendered))
    return validated(node, rendered)


def _task(view: RunView, node: Node) -> Action:
    advance_to(view, node, RUNNING)
    seconds = (node.timeout_seconds or 30) + SLACK_SECONDS
    action = {"kind": domain.step_types()[node.type].family, "step": node.id, "timeout_seconds": seconds}
    return {**action, "moment": clock.stamp()} if _reads_the_clock(node) else action


def _reads_the_clock(node: Node) -> bool:
    """Tell whether a step's expressions depend on the time, so that its tries must know the time of the first try."""
    own = own_input(node.type, node.input)
    if not any(name in payloads.to_text(own) for name in VOLATILE):
        return False  # without loading what parses expressions
    try:
        return references_of(own).volatile
    except ExpressionError:
        return False  # the step itself fails with it


def _wait(view: RunView, node: Node) -> Action:
    request = received_input(view, node)
    until = clock.now() + timedelta(seconds=request.seconds) if request.seconds is not None else _instant(request.until)
    record = open_step(view, node, WAITING, until=clock.stamp(until))
    advance_to(view, node, WAITING)
    return {"kind": "wait", "step": node.id, "until": record["until"]}


def _instant(until: str | None) -> datetime:
    if until is None:
        raise Failure("VALIDATION_ERROR", fill(failure_texts.WAIT, limit=MAXIMUM_WAIT_SECONDS))
    try:
        instant = datetime.fromisoformat(until)
        if instant.tzinfo is None:
            raise Failure("VALIDATION_ERROR", fill(failure_texts.NO_OFFSET, until=until))
        instant = instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Failure("VALIDATION_ERROR", fill(failure_texts.NOT_A_TIME, until=until)) from error
    if instant - clock.now() > timedelta(seconds=MAXIMUM_WAIT_SECONDS):
        raise Failure("VALIDATION_ERROR", fill(failure_texts.TOO_FAR, until=until))
    return instant


def _suspend(view: RunView, node: Node) -> Action:
    request = received_input(view, node)
    seconds = _longest(node, request)
    expiry = clock.now() + timedelta(seconds=seconds)
    about = {**payloads.keep(view.store.tenant, "given", request.model_dump()), "type": node.type}
    if node.type in (APPROVAL, WAIT_FOR_EVENT):
        about["expires_at"] = clock.timestamp(expiry)
    if node.type == APPROVAL:
        about |= approval_notices.opened(view, node, request)
    if node.type == WAIT_FOR_EVENT:
        event_waits.subscribe(view, node, expiry)
    is_nested = nested_approvals.is_nested(view, node)
    if is_nested:
        nested_approvals.announce(view, node, expiry)
    open_step(view, node, WAITING, **about)
    if is_nested:
        nested_approvals.show_waiting(view)
    advance_to(view, node, WAITING)
    return {"kind": "suspend", "step": node.id, "timeout_seconds": seconds}


def _longest(node: Node, request: Any) -> int:
    """The seconds that a suspended step waits."""
    match node.type:
        case "approval":
            return int(request.expires_in_seconds)
        case "wait_for_event":
            return int(request.timeout_seconds)
        case _:
            return MAXIMUM_WAIT_SECONDS


def _map(view: RunView, node: Node) -> Action | Result:
    """Open the frames of a for_each or parallel. Frames that an earlier run completed stay unchanged."""
    request = received_input(view, node)
    items: list[Any] = []
    about: dict[str, Any] = {}
    if node.type == FOR_EACH:
        items = _items(request.items)
        about = payloads.keep(view.store.tenant, "items", items)
    record = open_step(view, node, RUNNING, **about)
    items = payloads.read(record, "items", items)
    frames = view.program.inner_frames(node, view.frame, len(items))
    if not frames:
        return gather(node, [], [])
    if view.run.number > 1:
        keys = [frame_key(frame) for frame in frames]
        records = view.store.get_many(STEP, keys, view.run.sk, consistent=True)
        frames = [f for f in frames if records.get(frame_key(f), {}).get("status") != COMPLETED]
    if node.type == FOR_EACH and request.rate is not None:
        set_pace(view, node, request.rate)
    advance_to(view, node, RUNNING)
    concurrency = request.concurrency if node.type == FOR_EACH else max(1, len(frames))
    return opening(view.program, node, frames, concurrency)


def _items(items: Any) -> list[Any]:
    if not isinstance(items, list):
        raise Failure("VALIDATION_ERROR", failure_texts.NOT_A_LIST)
    if len(items) > MAXIMUM_ITEMS:
        raise Failure("VALIDATION_ERROR", fill(failure_texts.TOO_MANY_ITEMS, count=len(items), limit=MAXIMUM_ITEMS))
    return items


_BY_FAMILY: dict[str, Callable[[RunView, Node], Action | Result]] = {"wait": _wait, "suspend": _suspend, "map": _map}
