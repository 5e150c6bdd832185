"""Workflows as they are stored: loaded by their id, without what starts runs (docs/import-cost.md)."""

from typing import Any

from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WORKFLOW, WORKFLOW_VERSION
from bivelio_core.store.tenant_store import TenantStore, existing

from . import payloads

DELETED = "deleted"
"""The status of a workflow of which only its versions and runs are left."""

PAUSED_AT = "paused_at"
"""The attribute of a workflow that is paused: since when."""


def load_workflow(store: TenantStore, workflow_id: str) -> Item:
    """A workflow by its id. Raises ResourceForbidden, or ResourceNotFound, also for one that was deleted."""
    workflow = store.find(WORKFLOW, workflow_id)
    if workflow["status"] == DELETED:
        raise ResourceNotFound
    return workflow


def every_workflow(store: TenantStore) -> list[Item]:
    """All workflows that were not deleted, newest first. An organisation has few, so they are read whole."""
    items = [item for item in store.query(WORKFLOW, consistent=True) if item["status"] != DELETED]
    return sorted(items, key=lambda item: (item["created_at"], item["SK"]), reverse=True)


def version_key(workflow_id: str, version: int) -> str:
    """The sort key of an immutable version."""
    return f"{workflow_id}#v{version}"


def definition_of(store: TenantStore, item: Item, version: int | None = None) -> dict[str, Any]:
    """The definition of a version of a workflow; of the latest, if none is named."""
    version_item = existing(store.get(WORKFLOW_VERSION, version_key(item["SK"], version or item["version"])))
    definition: dict[str, Any] = payloads.read(version_item, "definition")
    return definition
