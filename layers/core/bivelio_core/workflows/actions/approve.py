"""Decide an approval of a run."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.table import ConditionFailed
from bivelio_core.workflows.definitions.program import APPROVAL
from bivelio_core.workflows.execution import machine, payloads
from bivelio_core.workflows.execution.runs import (
    ACTIVE,
    load_program,
)
from bivelio_core.workflows.execution.suspended import decide
from bivelio_core.workflows.runs.deciders import require_decider
from bivelio_core.workflows.runs.models import (
    ApproveStep,
    Decision,
)
from bivelio_core.workflows.runs.promised import load_instance


def approve(request: ApproveStep, ctx: Context) -> Decision:
    """Decide an approval. The same decision again changes nothing; raises Conflict when it was decided otherwise.

    Raises Unprocessable when the workflow has several approvals and the request does not name one, InsufficientScope
    when the approval says who may decide it, and that is not the caller.
    """
    item = load_instance(ctx, request.instance_id)
    step = request.step_id or _only_approval(ctx, item)
    key = f"{step}#{request.iteration}"
    record = ctx.store.get(STEP, key, item["SK"])
    if record is None or record.get("type") != "approval":
        raise ResourceNotFound
    require_decider(ctx, item, record)
    decision = {
        "approved": request.approved,
        "expired": False,
        "comment": request.comment,
        "decided_by": f"{ctx.actor.kind}:{ctx.actor.id}",
        "decided_at": clock.timestamp(),
    }
    if item["status"] not in ACTIVE and "decision" not in record:
        raise Conflict(details={"reason": "ended", "status": item["status"]})
    entry = audit.of(
        ctx,
        "approval.decided",
        instance=request.instance_id,
        step=step,
        iteration=request.iteration,
        approved=request.approved,
    )
    try:
        record = decide(ctx.store, item["SK"], key, decision, entry)
    except ConditionFailed as failure:
        record = failure.item or record
    stored = payloads.read(record, "decision")
    if stored is None or stored["expired"] or stored["approved"] != request.approved:
        raise Conflict(details={"reason": "decided", **({"decision": stored} if stored else {})})
    if "token" in record:
        machine.wake(record["token"])
    return Decision(
        instance_id=request.instance_id,
        step_id=step,
        **{name: stored.get(name) for name in ("approved", "decided_at", "decided_by", "comment")},
    )


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
