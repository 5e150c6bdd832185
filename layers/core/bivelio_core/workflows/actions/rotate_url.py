"""The URL of an inbound workflow: made, and replaced by another."""

from datetime import timedelta

from bivelio_core import audit, clock, config
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.workflows.execution.stored import load_workflow
from bivelio_core.workflows.models import InboundUrl, RotateUrl
from bivelio_core.workflows.triggers import addresses


def rotate_url(request: RotateUrl, ctx: Context) -> InboundUrl:
    """Make a new URL; those before it end after the overlap. Asked again, it makes yet another one.

    A URL whose answer was lost is one of those before. Raises Conflict when the workflow is not inbound or archived.
    """
    workflow = load_workflow(ctx.store, request.id)
    if workflow["trigger_type"] != "inbound":
        raise Conflict(details={"reason": "not_inbound", "trigger_type": workflow["trigger_type"]})
    if workflow["status"] == "archived":
        raise Conflict(details={"reason": "archived", "archived_at": workflow["updated_at"]})
    overlap = timedelta(hours=request.overlap_hours)
    entry = audit.of(ctx, "workflow.url_rotated", workflow=request.id, overlap_hours=request.overlap_hours)
    token = addresses.rotate(ctx.store, request.id, overlap, entry)
    path = f"{addresses.PATH}{token}"
    base = "" if ctx.tenant.is_sandbox else config.inbound_url()
    return InboundUrl(
        id=request.id,
        token=token,
        path=path,
        url=f"{base}{path}" if base else None,
        earlier_end_at=clock.timestamp(clock.now() + overlap),
    )
