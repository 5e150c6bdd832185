"""EventBridge Scheduler's target: starts a workflow once for each scheduled time."""

from typing import Any

from bivelio_core.entrypoints.logs import bind
from bivelio_core.entrypoints.sandbox_day import open_day
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.triggers.starts import on_schedule


def handler(event: dict[str, Any], _lambda_context: Any = None) -> None:
    """Start the run that is due, unless an earlier delivery of the same firing has started it."""
    bind(organisation=event["organisation"], workflow=event["workflow_id"])
    store = store_of(Tenant.at(event["organisation"], event["environment"]))
    open_day(store)
    on_schedule(store, event["workflow_id"], event["scheduled_at"])
