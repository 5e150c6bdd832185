"""The events of runs: `workflow.completed` and `workflow.failed` at the end, `workflow.waiting` at an approval."""

import json
from collections.abc import Iterator

from bivelio_core.events.catalogue import Happening
from bivelio_core.store.changes import Change
from bivelio_core.store.keys import INSTANCE
from bivelio_core.store.resources import public_id

from .execution import payloads
from .execution.results import COMPLETED, FAILED
from .execution.runs import WAITING
from .runs.deciders import who_decides


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


def derive_waiting(change: Change) -> Iterator[Happening]:
    """The event of an approval that has just opened, also when a retried run asks again."""
    after, before = change.after, change.before
    if after is None or "asked" not in after or after["status"] != WAITING:
        return
    if before is not None and "asked" in before and before["number"] == after["number"]:
        return
    step, _, iteration = after["SK"].partition("#")
    message, deciders = payloads.read(after, "given")["message"], who_decides(after)
    data = {
        **json.loads(after["asked"]),
        "step_id": step,
        "iteration": iteration,
        "message": message if isinstance(message, str) else payloads.to_text(message),
        "expires_at": after["expires_at"],
        **({"deciders": {name: of for name, of in deciders._asdict().items() if of is not None}} if deciders else {}),
    }
    yield Happening("workflow.waiting", data)
