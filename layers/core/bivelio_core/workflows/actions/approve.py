"""Decide an approval of a run."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.table import ConditionFailed, TableBusy
from bivelio_core.workflows.definitions.program import APPROVAL
from bivelio_core.workflows.execution import decisions, machine, payloads
from bivelio_core.workflows.execution.runs import (
    ACTIVE,
    WAITING,
    load_program,
)
from bivelio_core.workflows.runs.deciders import require_decider
from bivelio_core.workflows.runs.models import (
    ApproveStep,
    Decision,
)
from bivelio_core.workflows.runs.promised import load_instance

TRIES = 12
"""More than there can be people whose approvals one asks for."""


def approve(request: ApproveStep, ctx: Context) -> Decision:
    """Decide an approval. The same decision again changes nothing; raises Conflict when it was decided otherwise.

    Raises Unprocessable when the workflow has several approvals and the request does not name one, InsufficientScope
    when the approval says who may decide it, and that is not the caller.
    """
    item = load_instance(ctx, request.instance_id)
    step = request.step_id or _only_approval(ctx, item)
    key = f"{step}#{request.iteration}"
    record = ctx.store.get(STEP, key, item["SK"])
    if record is None or record.get("type") != APPROVAL:
        raise ResourceNotFound
    require_decider(ctx, item, record)
    if item["status"] not in ACTIVE and "decision" not in record:
        raise Conflict(details={"reason": "ended", "status": item["status"]})
    record = _decided(request, ctx, item, record)
    own = decisions.of_person(record, person_of(ctx))
    stored = own or payloads.read(record, "decision")
    if stored is None or stored.get("expired") or stored["approved"] != request.approved:
        reason = "decided_by_you" if own and "decision" not in record else "decided"
        raise Conflict(details={"reason": reason, **({"decision": stored} if stored else {})})
    if "decision" in record and "token" in record:
        machine.wake(record["token"])
    return Decision(
        instance_id=request.instance_id,
        step_id=step,
        **{name: stored.get(name) for name in ("approved", "decided_at", "decided_by", "comment")},
        remaining=decisions.remaining(record),
    )


def person_of(ctx: Context) -> str:
    """Who decides, as a decision names them."""
    return f"{ctx.actor.kind}:{ctx.actor.id}"


def _decided(request: ApproveStep, ctx: Context, instance: Item, record: Item) -> Item:
    """The record of an approval after the caller's decision, which is written unless it is too late for one."""
    decision = {
        "approved": request.approved,
        "expired": False,
        "comment": request.comment,
        "decided_by": person_of(ctx),
        "decided_at": clock.timestamp(),
    }
    about = {"step": record["SK"].partition("#")[0], "iteration": request.iteration, "approved": request.approved}
    entry = audit.of(ctx, "approval.decided", instance=request.instance_id, **about)
    for _ in range(TRIES):
        if "decision" in record or decisions.of_person(record, person_of(ctx)):
            return record
        try:
            return decisions.decide(ctx.store, instance["SK"], record, decision, entry)
        except ConditionFailed as failure:
            if failure.item is None or failure.item["status"] != WAITING:
                return failure.item or record
            record = failure.item
    raise TableBusy("others kept deciding the approval")


def _only_approval(ctx: Context, instance: Item) -> str:
    """The approval of a request that names none.

    It does not depend on the running step: otherwise a repeated request would decide the next approval.
    """
    program = load_program(ctx.store, instance["workflow_id"], instance["workflow_version"])
    approvals = [node.id for node in program.nodes.values() if node.type == APPROVAL]
    if len(approvals) > 1:
        raise Unprocessable.of("step_id", "choice", expected=", ".join(approvals))
    if not approvals:
        raise ResourceNotFound
    return approvals[0]
