"""What is done about runs and schedules that a function left half begun."""

from bivelio_core.store.keys import INSTANCE, WORKFLOW
from bivelio_core.store.tenant_store import TenantStore

from . import machine, schedules
from .finish import interrupt
from .runs import ACTIVE, Run
from .service import definition_of
from .start import ensure_started


def take_up_run(store: TenantStore, sk: str) -> bool:
    """Start the execution of a run that has none, or end the run when its execution has ended without it."""
    instance = store.get(INSTANCE, sk)
    if instance is None or instance["status"] not in ACTIVE or "GSI1PK" not in instance:
        return False
    match machine.status(Run.of_item(store, instance).execution):
        case machine.UNKNOWN:
            ensure_started(store, instance)
        case machine.ENDED:
            interrupt(store, instance)
        case _:
            return False
    return True


def put_in_place(store: TenantStore, workflow_id: str) -> bool:
    """Bring the schedule of a workflow in line with its definition."""
    workflow = store.get(WORKFLOW, workflow_id)
    if workflow is None or "GSI1PK" not in workflow:
        return False
    schedules.apply(store, workflow, definition_of(store, workflow)["trigger"])
    return True


def end_interrupted(store: TenantStore, run: Run) -> bool:
    """End a run whose execution has ended; False when it had ended, or another execution runs it."""
    instance = store.get(INSTANCE, run.sk)
    if instance is None or instance["number"] != run.number or instance["status"] not in ACTIVE:
        return False
    return interrupt(store, instance)
