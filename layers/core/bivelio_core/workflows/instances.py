"""The operations on runs of workflows: start, list, read, cancel, retry, approve."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bivelio_core import audit, clock, config
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, ResourceNotFound, Unprocessable
from bivelio_core.models import Pagination
from bivelio_core.redaction import redacted_data
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import fingerprint_of
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.keys import INSTANCE, STEP, WORKFLOW
from bivelio_core.store.table import ConditionFailed

from .deciding import require_decider
from .definitions.program import APPROVAL
from .execution import machine, pausing, payloads
from .execution.finish import complete_followups, finish
from .execution.results import localised
from .execution.retry import retry_run
from .execution.runs import (
    ACTIVE,
    CANCELLED,
    FINAL,
    PAUSED,
    PENDING,
    RUNNING,
    WAITING,
    Superseded,
    instance_id,
    load_program,
)
from .execution.start import ensure_started, reason_of_request, start
from .execution.suspended import decide
from .instance_criteria import criteria
from .instance_models import (
    ApproveStep,
    CancelInstance,
    Decision,
    ExecuteWorkflow,
    Execution,
    GetInstance,
    Instance,
    InstancePage,
    InstanceSummary,
    ListedInstance,
    ListInstances,
    PauseInstance,
    ResumeInstance,
    RetryInstance,
    WaitingApproval,
)
from .promised import load_instance
from .show_steps import approvals_of, is_small, steps_of, waiting_approvals
from .terms import INSTANCES

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, PAUSE_GROWTH = 0.05, 1.0, 1.5


def execute(request: ExecuteWorkflow, ctx: Context) -> Execution:
    """Start a run. Raises WorkflowAlreadyRunning by the workflow's concurrency, Conflict when it is not active.

    With `async: false` it answers when the run has ended, or with its current state when the time to wait has passed.
    """
    reason = reason_of_request(ctx, {"type": "api"})
    instance = start(request.workflow_id, request.input, reason, ctx, fingerprint_of(request))
    if not request.async_:
        instance = _wait(ctx, instance)
    return _execution(ctx, instance)


def list_instances(request: ListInstances, ctx: Context) -> InstancePage:
    """The page of instances that meet all criteria, newest first. Raises as reading the workflow does."""
    if request.workflow_id is not None:
        ctx.store.find(WORKFLOW, request.workflow_id)  # also one that was deleted
    page = index_reader.list_page(ctx.store, INSTANCES, criteria(request), page=request.page, per_page=request.per_page)
    listed = [ListedInstance(**_summary(ctx, item).model_dump()) for item in page.items]
    if request.with_waiting:
        waiting = in_threads([partial(_waiting, ctx, item) for item in page.items])
        listed = [one.model_copy(update={"waiting": found}) for one, found in zip(listed, waiting, strict=True)]
    return InstancePage(instances=listed, pagination=Pagination.of(request, page.total))


def _waiting(ctx: Context, item: Item) -> list[WaitingApproval]:
    return approvals_of(ctx.store, item, ctx.language, shows_credentials=_shows_credentials(ctx))


def get(request: GetInstance, ctx: Context) -> Instance:
    """Read an instance with how each of its steps stands."""
    item = load_instance(ctx, request.instance_id)
    steps = steps_of(ctx.store, item, ctx.language, shows_credentials=_shows_credentials(ctx))
    return Instance(
        **_summary(ctx, item, is_whole=True).model_dump(),
        workflow_version=item["workflow_version"],
        trigger=_shown(ctx, payloads.read(item, "trigger", {})),
        started_by=item["started_by"],
        retry_of=item.get("retry_of"),
        output=_shown(ctx, payloads.read_if_kept(item, "output")),
        error=_shown(ctx, localised(payloads.read(item, "error"), ctx.language)),
        failed_step=item.get("failed_step"),
        steps=steps,
        waiting=waiting_approvals(ctx.store, item, steps),
    )


def cancel(request: CancelInstance, ctx: Context) -> InstanceSummary:
    """End a run and those it waits for: a running step may still have its effect, no other step begins.

    Cancelling it again changes nothing. Raises Conflict when the run has ended otherwise.
    """
    item = load_instance(ctx, request.instance_id)
    if item["status"] in ACTIVE:
        entry = audit.of(ctx, "instance.cancelled", instance=request.instance_id, workflow=item["workflow_id"])
        finish(ctx.store, item, CANCELLED, also=(entry,))
        item = load_instance(ctx, request.instance_id)
    if item["status"] != CANCELLED:
        raise Conflict(details={"reason": "ended", "status": item["status"]})
    complete_followups(ctx.store, item)  # an earlier call may have left this unfinished
    return _summary(ctx, item)


def pause(request: PauseInstance, ctx: Context) -> InstanceSummary:
    """Pause a run: steps that are running finish, no other begins. Pausing it again changes nothing.

    Raises Conflict when it has not begun (it waits in a queue) or has ended.
    """
    return _paused_or_resumed(ctx, request.instance_id, (RUNNING, WAITING), "instance.paused", pausing.pause)


def resume(request: ResumeInstance, ctx: Context) -> InstanceSummary:
    """Have a paused run go on. One that is under way is answered as it is. Raises Conflict when it has ended."""
    return _paused_or_resumed(ctx, request.instance_id, (PAUSED,), "instance.resumed", pausing.resume)


def _paused_or_resumed(
    ctx: Context, public: str, among: tuple[str, ...], action: audit.Action, change: Callable[..., Item]
) -> InstanceSummary:
    item = load_instance(ctx, public)
    if item["status"] in among:
        entry = audit.of(ctx, action, instance=public, workflow=item["workflow_id"])
        try:
            return _summary(ctx, change(ctx.store, item, entry))
        except Superseded as superseded:
            item = superseded.item or item
    if item["status"] in FINAL:
        raise Conflict(details={"reason": "ended", "status": item["status"]})
    if item["status"] == PENDING and action == "instance.paused":
        raise Conflict(details={"reason": "not_begun", "status": item["status"]})
    if pausing.RESUMED in item:
        pausing.wake_parked(ctx.store, item)  # an earlier call may have left this unfinished
    return _summary(ctx, item)


def retry(request: RetryInstance, ctx: Context) -> Execution:
    """Retry a failed run: the same instance from the step that failed, or a new one from the start.

    Raises Conflict when it has not failed, WorkflowAlreadyRunning by the workflow's concurrency.
    """
    item = load_instance(ctx, request.instance_id)
    if request.from_ == "start":
        if item["status"] not in FINAL:
            raise Conflict(details={"reason": "not_ended", "status": item["status"]})
        reason = reason_of_request(ctx, payloads.read(item, "trigger", {}), retry_of=instance_id(ctx.store, item))
        given = payloads.read(item, "input", {})
        return _execution(ctx, start(item["workflow_id"], given, reason, ctx, fingerprint_of(request)))
    if item["status"] in ACTIVE and item["number"] > 1:
        return _execution(
            ctx, ensure_started(ctx.store, item, may_run=True)
        )  # this very request, repeated after a lost answer
    return _execution(ctx, retry_run(ctx.store, item))


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
    made = payloads.read(record, "decision")
    if made is None or made["expired"] or made["approved"] != request.approved:
        raise Conflict(details={"reason": "decided", **({"decision": made} if made else {})})
    if "token" in record:
        machine.wake(record["token"])
    return Decision(
        instance_id=request.instance_id,
        step_id=step,
        **{name: made.get(name) for name in ("approved", "decided_at", "decided_by", "comment")},
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


def _wait(ctx: Context, instance: Item) -> Item:
    """The instance when it has ended, or its state when the time to wait has passed: the one place that polls."""
    deadline = time.monotonic() + config.workflow_wait_seconds()
    pause = FIRST_PAUSE_SECONDS
    while instance["status"] in ACTIVE and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)
        instance = ctx.store.get(INSTANCE, instance["SK"]) or instance
    return instance


def _execution(ctx: Context, item: Item) -> Execution:
    names = [name for name in Execution.model_fields if name not in ("instance_id", "output", "error")]
    return Execution(
        instance_id=instance_id(ctx.store, item),
        **{name: item.get(name) for name in names},
        output=_shown(ctx, payloads.read(item, "output")),
        error=_shown(ctx, localised(payloads.read(item, "error"), ctx.language)),
    )


def _shows_credentials(ctx: Context) -> bool:
    """Whether the caller may write workflows, and so read what these were given."""
    return allows(ctx.scopes, "workflows", "admin")


def _shown(ctx: Context, value: Any) -> Any:
    """A value of a run as the caller may see it."""
    return value if _shows_credentials(ctx) else redacted_data(value)


def _summary(ctx: Context, item: Item, *, is_whole: bool = False) -> InstanceSummary:
    names = [name for name in InstanceSummary.model_fields if name not in ("instance_id", "input", "input_omitted")]
    shows_input = is_whole or is_small(item, "input")
    return InstanceSummary(
        instance_id=instance_id(ctx.store, item),
        input=_shown(ctx, payloads.read_if_kept(item, "input", {})) if shows_input else None,
        input_omitted=None if shows_input else True,
        **{name: item.get(name) for name in names},
    )
