"""How each step of an instance stands, as answers show it: the steps of the top level and of branches."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.redaction import HTTP_REQUEST, redacted, redacted_answer, redacted_data
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.definitions.program import (
    APPROVAL,
    CONDITION,
    FAILURE,
    FOR_EACH,
    PARALLEL,
    ROOT,
    SET,
    STOP,
    Frame,
    Node,
    Program,
    result_key,
)
from bivelio_core.workflows.execution import decisions, history, nested_approvals, payloads
from bivelio_core.workflows.execution.results import COMPLETED, FAILED, SKIPPED, localised
from bivelio_core.workflows.execution.runs import ACTIVE, CANCELLED, PENDING, RUNNING, WAITING, load_program, to_result
from bivelio_core.workflows.runs.deciders import deciders_of, may_decide
from bivelio_core.workflows.runs.models import InstanceStep, PersonsDecision, StepAttempt, WaitingApproval

SHOWN_CHARACTERS = 8_000
"""An input or output is shown among others when it has at most so many characters of JSON: answers are 6 MB at most."""


def steps_of(store: TenantStore, instance: Item, language: str, *, shows_credentials: bool) -> list[InstanceStep]:
    """Every step that is not inside a for_each, in order, from one read of their records; failures in a language."""
    program = load_program(store, instance["workflow_id"], instance["workflow_version"])
    nodes = list(_of_run(program))
    records = history.records(store, instance["SK"], [result_key(node.id, ()) for node in nodes])
    has_ended, is_complete = instance["status"] not in ACTIVE, instance["status"] == COMPLETED
    over = passed_over(nodes, (), records, is_complete=is_complete) if has_ended else frozenset()
    steps = [
        shown_step(node, records.get(result_key(node.id, ())), instance, language, is_passed_over=node.id in over)
        for node in nodes
    ]
    return steps if shows_credentials else [without_credentials(step) for step in steps]


def passed_over(
    nodes: Sequence[Node], path: tuple[int, ...], records: Mapping[str, Item], *, is_complete: bool
) -> frozenset[str]:
    """The steps of ended bodies that were jumped over, or that a `stop` came before: they have no record.

    Of a body that failed these are the steps before one that has a record; the others a retry may still reach.
    """
    last: dict[str, int] = {}
    for node in nodes:
        if result_key(node.id, path) in records:
            last[node.body] = node.position
    return frozenset(
        node.id
        for node in nodes
        if result_key(node.id, path) not in records and (is_complete or node.position < last.get(node.body, 0))
    )


def without_credentials(step: InstanceStep) -> InstanceStep:
    """A step as those see it who may not write workflows."""
    is_request = step.type == HTTP_REQUEST
    about = {
        "input": redacted({"type": step.type, "input": step.input})["input"],
        "input_beginning": None,
        "output": redacted_answer(step.output) if is_request else redacted_data(step.output),
        "message": redacted_data(step.message),
        "decisions": _without_credentials(step),
        "error": redacted_data(step.error),
        "attempt_list": [
            attempt.model_copy(update={"error": redacted_data(attempt.error)}) for attempt in step.attempt_list or ()
        ]
        or None,
    }
    return step.model_copy(update=about)


def waiting_approvals(ctx: Context, instance: Item, steps: list[InstanceStep]) -> list[WaitingApproval]:
    """The approvals that wait: that of the top level, which `steps` show, and those inside loops and branches."""
    store = ctx.store
    program = load_program(store, instance["workflow_id"], instance["workflow_version"])
    nodes = [node for node in program.nodes.values() if node.type == APPROVAL]
    if instance["status"] not in ACTIVE or not nodes:
        return []
    root = {node.id for node in nodes if node.body == ROOT}
    at_root = [step for step in steps if step.id in root and step.status == WAITING]
    records = store.get_many(STEP, [result_key(step.id, ()) for step in at_root], instance["SK"]) if at_root else {}
    approvals = [
        WaitingApproval(
            step_id=step.id,
            iteration="0",
            message=step.message,
            deciders=step.deciders,
            decisions=step.decisions,
            expires_at=step.expires_at,
            may_decide=may_decide(ctx, instance, records.get(result_key(step.id, ()))),
        )
        for step in at_root
    ]
    if len(root) < len(nodes):
        for key, branch, record in nested_approvals.waiting(store, instance["SK"]):
            step, _, iteration = key.partition("#")
            about = {"branch": branch, "message": _message(record), "expires_at": record.get("expires_at")}
            who = {"deciders": deciders_of(record), "decisions": _decisions(record)}
            may = may_decide(ctx, instance, record)
            approvals.append(WaitingApproval(step_id=step, iteration=iteration, may_decide=may, **who, **about))
    return approvals


def approvals_of(ctx: Context, instance: Item, *, shows_credentials: bool) -> list[WaitingApproval]:
    """The approvals that an instance waits for, without its other steps."""
    store, language = ctx.store, ctx.language
    if instance["status"] not in ACTIVE:
        return []
    program = load_program(store, instance["workflow_id"], instance["workflow_version"])
    root = [node for node in program.bodies[ROOT] if node.type == APPROVAL]
    records = history.records(store, instance["SK"], [result_key(node.id, ()) for node in root]) if root else {}
    steps = [shown_step(node, records.get(result_key(node.id, ())), instance, language) for node in root]
    approvals = waiting_approvals(ctx, instance, steps)
    if shows_credentials:
        return approvals
    hidden = [{"message": redacted_data(one.message), "decisions": _without_credentials(one)} for one in approvals]
    return [one.model_copy(update=update) for one, update in zip(approvals, hidden, strict=True)]


def is_small(item: Item, name: str, most: int = SHOWN_CHARACTERS) -> bool:
    """Whether a value that `payloads.keep` put into an item is shown among others."""
    return len(item.get(name, "")) <= most and f"{name}_ref" not in item


def _of_run(program: Program) -> Iterator[Node]:
    """The steps, and those of `on_failure` where there are any."""
    for body in (ROOT, FAILURE):
        if body in program.bodies:
            yield from outside_loops(program, body)


def outside_loops(program: Program, body: str) -> Iterator[Node]:
    """The steps of a body, and those of its branches, in order."""
    for node in program.bodies[body]:
        yield node
        if node.type == PARALLEL:
            for branch in program.inner_frames(node, Frame(), 0):
                yield from outside_loops(program, branch.body)


def _status(node: Node, record: Item | None, instance: Item) -> str:
    """How a step stands, from its record, if there is one, and from its run."""
    is_current, is_active = instance.get("current") == node.id, instance["status"] in ACTIVE
    status = RUNNING if is_current and is_active else PENDING
    if record is None:
        return CANCELLED if is_current and instance["status"] == CANCELLED else status
    if instance["status"] == CANCELLED and to_result(record) is None:
        return CANCELLED
    if record["status"] == FAILED and is_active and record["number"] < instance["number"]:
        return status  # it failed in an earlier run of the instance, which is tried again
    return str(record["status"])


def shown_step(
    node: Node,
    record: Item | None,
    instance: Item,
    language: str,
    most: int = SHOWN_CHARACTERS,
    *,
    is_passed_over: bool = False,
) -> InstanceStep:
    """How a step stands; an output or input of more than so many characters of JSON is left out."""
    about: dict[str, Any] = {"id": node.id, "name": node.name, "type": node.type}
    status = _status(node, record, instance)
    if record is None:
        return InstanceStep(**about, status=SKIPPED if is_passed_over else status)
    shows_output = is_small(record, "output", most)
    has_items = node.type == FOR_EACH and "items_ref" not in record
    return InstanceStep(
        **about,
        status=status,
        **{name: record.get(name) for name in ("started_at", "ended_at", "attempts", "until", "expires_at")},
        duration_ms=_duration(record),
        attempt_list=[
            StepAttempt(
                **{**attempt, "duration_ms": _duration(attempt), "error": localised(attempt.get("error"), language)}
            )
            for attempt in history.attempts(record)
        ]
        or None,
        message=_message(record) if node.type == APPROVAL else None,
        deciders=deciders_of(record) if node.type == APPROVAL else None,
        decisions=_decisions(record) if node.type == APPROVAL else None,
        iterations=len(payloads.read(record, "items", [])) if has_items else None,
        **_input(node, record, status, most),
        output=payloads.read(record, "output") if shows_output else None,
        output_omitted=None if shows_output else True,
        error=localised(payloads.read(record, "error"), language),
    )


def _duration(about: Item) -> int | None:
    """The milliseconds of a step or an attempt that has ended."""
    if not (about.get("started_at") and about.get("ended_at")):
        return None
    return (clock.parse(about["ended_at"]) - clock.parse(about["started_at"])) // timedelta(milliseconds=1)


def _input(node: Node, record: Item, status: str, most: int) -> dict[str, Any]:
    """The input that a step received, or the beginning and the size of one that is not shown whole.

    A `set` or `stop` gives what it received, and a condition what its definition says: neither records it again.
    """
    if node.type in (SET, STOP) and status == COMPLETED:
        return {"input": payloads.read(record, "output")} if is_small(record, "output", most) else {}
    if node.type == CONDITION:
        return {"input": node.input}
    for name in ("given", "items"):
        if name in record or f"{name}_ref" in record:
            value = payloads.read(record, name) if is_small(record, name, most) else None
            return {"input": {"items": value} if name == "items" else value} if value is not None else {}
    text = record.get("received")
    if text is not None and len(text) <= most:
        return {"input": payloads.read(record, "received")}
    beginning = (text or record.get("received_start") or "")[: history.BEGINNING_CHARACTERS]
    size = len(text.encode()) if text else record.get("received_bytes")
    return {"input_beginning": beginning or None, "input_bytes": size}


def _message(record: Item) -> str | None:
    """What an approval asks. Releases before this one recorded whatever a message was rendered to, numbers as well."""
    message = (payloads.read(record, "given") or {}).get("message")
    return message if message is None or isinstance(message, str) else payloads.to_text(message)


def _decisions(record: Item) -> list[PersonsDecision] | None:
    """What people have decided about an approval that asks several."""
    if decisions.needed(record) == 1:
        return None
    return [PersonsDecision(**each) for each in decisions.so_far(record)]


def _without_credentials(one: InstanceStep | WaitingApproval) -> list[PersonsDecision] | None:
    if one.decisions is None:
        return None
    return [each.model_copy(update={"comment": redacted_data(each.comment)}) for each in one.decisions]
