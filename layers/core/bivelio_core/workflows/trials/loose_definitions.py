"""The saved workflows with comparisons that can fail when they run (docs/adr/0069-*.md)."""

from collections.abc import Iterator

from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.definitions.loose_comparisons import warnings
from bivelio_core.workflows.execution.stored import definition_of, every_workflow
from bivelio_core.workflows.reading import is_archived


def loose_workflows(store: TenantStore) -> Iterator[Item]:
    """The workflows in use whose latest version has such a comparison."""
    for workflow in every_workflow(store):
        if not is_archived(workflow) and any(True for _ in warnings(definition_of(store, workflow))):
            yield workflow
