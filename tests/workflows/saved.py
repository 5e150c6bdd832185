"""Definitions that would be refused today, as they were saved before."""

from typing import Any

from bivelio_core.store.keys import WORKFLOW_VERSION
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import runs
from bivelio_core.workflows.execution.stored import version_key

from tests.api import ORGANISATION
from tests.workflows.calls import QUICK, workflow

PLACEHOLDER = "input.placeholder"


def saved_before(table: Any, expression: str, *before: Any) -> str:
    """A workflow with a `when` that would be refused today; its id."""
    identifier = workflow(*before, {**QUICK, "when": PLACEHOLDER})
    write_into(table, identifier, PLACEHOLDER, expression)
    return identifier


def write_into(table: Any, identifier: str, placeholder: str, text: str) -> None:
    """Put a text that would be refused today into a definition, as it was saved before, instead of another one."""
    store, key = SystemStore(table).of(Tenant.at(ORGANISATION, "live")), version_key(identifier, 1)
    saved = str((store.get(WORKFLOW_VERSION, key) or {})["definition"])
    assert placeholder in saved
    store.update(WORKFLOW_VERSION, key, Update(set={"definition": saved.replace(placeholder, text)}))
    runs.forget()
