"""Take an organisation off the services beside the table and the bucket, before it is erased. It can be repeated.

Its credentials are refused from here on; its schedules, and what API Gateway has for it alone, are deleted.
"""

from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.errors import ResourceNotFound
from bivelio_core.identity import gateway_moves, organisations, usage_plans
from bivelio_core.store.connect import table
from bivelio_core.store.holding_accounts import ENVIRONMENTS
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.triggers import schedules


def close(organisation: str) -> None:
    """Suspend an organisation and delete its schedules, gateway keys and usage plan; one that is gone is closed."""
    try:
        item = organisations.suspend(table(), organisation, Origin(Actor("system", "erasure"), "erasure"))
    except ResourceNotFound:
        return
    for environment in ENVIRONMENTS:
        store = SystemStore(table()).of(Tenant.at(organisation, environment))
        for workflow in store.query(WORKFLOW, consistent=True):
            if workflow.get("trigger_type") == "cron":
                schedules.remove(store, workflow["SK"])
    if "throttle" in item:
        usage_plans.release(organisation)
    gateway_moves.delete_all(table(), organisation)
