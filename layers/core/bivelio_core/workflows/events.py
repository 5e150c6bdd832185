"""The events of the end of a run: `workflow.completed` or `workflow.failed`."""

import json
from collections.abc import Iterator

from bivelio_core.events.catalogue import Happening
from bivelio_core.store.changes import Change
from bivelio_core.store.keys import INSTANCE
from bivelio_core.store.resources import public_id

from .execution.results import COMPLETED, FAILED


def derive(change: Change) -> Iterator[Happening]:
    """The event of an instance that has just ended. An output too large for an event is left out of it."""
    after, before = change.after, change.before
    if after is None or change.partition is None or after.get("sample"):
        return
    if after["status"] not in (COMPLETED, FAILED) or (before is not None and before["status"] == after["status"]):
        return
    data = {
        "instance_id": public_id(INSTANCE, change.partition.tenant.organisation, after),
        "workflow_id": after["workflow_id"],
        "workflow_name": after["workflow_name"],
        "status": after["status"],
        "duration_ms": after["duration_ms"],
    }
    if after["status"] == FAILED:
        error = json.loads(after.get("error", "{}"))
        step = {"step": after["failed_step"]} if "failed_step" in after else {}
        data["error"] = {**step, "code": error.get("code"), "message": error.get("message")}
    elif "output" in after:
        data["output"] = json.loads(after["output"])
    yield Happening(f"workflow.{after['status']}", data)
