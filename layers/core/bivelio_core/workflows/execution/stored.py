"""Workflows as they are stored: loaded by their id, without what starts runs (docs/import-cost.md)."""

from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.tenant_store import TenantStore

DELETED = "deleted"
"""The status of a workflow of which only its versions and runs are left."""

PAUSED_AT = "paused_at"
"""The attribute of a workflow that is paused: since when."""


def load_workflow(store: TenantStore, workflow_id: str) -> Item:
    """A workflow by its id. Raises ResourceForbidden, or ResourceNotFound, also for one that was deleted."""
    workflow = store.load(WORKFLOW, workflow_id)
    if workflow["status"] == DELETED:
        raise ResourceNotFound
    return workflow
