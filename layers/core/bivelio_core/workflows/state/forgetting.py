"""Delete the state of workflows that are deleted."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store.keys import WORKFLOW_STATE
from bivelio_core.store.tenant_store import TenantStore

HEAD = "-"
"""The sort key of the item that counts a workflow's names."""
FORGOTTEN = "forgotten"
"""The attribute of HEAD once the workflow is deleted: a value that is being set meanwhile finds it, and is refused."""
TOLD_FOR = timedelta(days=2)
"""Longer than any request takes that found the workflow."""


def forget(store: TenantStore, workflow: str) -> None:
    """Delete all values of a workflow, and have it remember nothing more. Repeated, it deletes what is left."""
    store.put(WORKFLOW_STATE, HEAD, {"version": -1, FORGOTTEN: True, "ttl": clock.ttl(TOLD_FOR)}, workflow)
    items = store.query(WORKFLOW_STATE, workflow, consistent=True)
    store.table.delete_many([store.key(WORKFLOW_STATE, item["SK"], workflow) for item in items if item["SK"] != HEAD])
