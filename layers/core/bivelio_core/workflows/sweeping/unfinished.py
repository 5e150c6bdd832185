"""Complete runs, decisions and schedules that a function left unfinished, one by one."""

from collections.abc import Callable
from functools import partial

from bivelio_core import clock
from bivelio_core.store import due, tenant_clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, WORKFLOW
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, equals, present
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.approvals import mails
from bivelio_core.workflows.definitions.firings import zone_of
from bivelio_core.workflows.execution import machine, pausing, sweep_marks
from bivelio_core.workflows.execution.finish import complete_followups, finish, interrupt
from bivelio_core.workflows.execution.runs import ACTIVE, CANCELLED, Run, Superseded, revise
from bivelio_core.workflows.execution.start import ensure_started
from bivelio_core.workflows.execution.stored import definition_of
from bivelio_core.workflows.triggers import by_schedule, schedules
from bivelio_core.workflows.triggers import catch_up as schedule_looks

BeginDay = Callable[[TenantStore], None]
"""Begins the sandbox day of a tenant, in which a run reads the examples."""


def take_up(table: Table, kind: str, key: Key, begin_day: BeginDay) -> bool:
    """Complete one of what is due; False when there was nothing to do."""
    store = due.store_of(table, key)
    if store is None:
        return False
    if kind == "firings":
        return catch_up(store, key.sk, begin_day)
    with tenant_clock.followed(store):
        return _TAKE_UP[kind](table, key)


def take_up_run(store: TenantStore, sk: str) -> bool:
    """Start the execution of a run, end the run whose execution has ended, or complete what follows from its end.

    False when there was nothing to do; a run that is still active is then looked at again, later each time.
    """
    instance = store.get(INSTANCE, sk)
    if instance is None or not sweep_marks.is_marked(instance):
        return False
    if instance["status"] not in ACTIVE:
        complete_followups(store, instance)
        return True
    parent = store.get(INSTANCE, instance["parent"]["instance"]) if "parent" in instance else None
    if parent is not None and parent["status"] == CANCELLED:
        finish(store, instance, CANCELLED)
        return True
    if sweep_marks.is_pending(instance) and sweep_marks.is_early(instance):
        return False
    match (
        machine.UNKNOWN if sweep_marks.is_pending(instance) else machine.status(Run.of_item(store, instance).execution)
    ):
        case machine.UNKNOWN:
            ensure_started(store, instance)
        case machine.ENDED:
            interrupt(store, instance)
        case _:
            if pausing.RESUMED in instance:
                pausing.wake_parked(store, instance)  # whoever resumed it may have died before
            _look_later(store, instance)
            return False
    return True


def _look_later(store: TenantStore, instance: Item) -> None:
    try:
        revise(store, instance, sweep_marks.look_later(instance)._replace(remove=(pausing.RESUMED,)))
    except Superseded:
        return  # it has just ended, and its mark says so


def wake_decided(table: Table, key: Key) -> bool:
    """Wake the run of a decided approval when the deciding function died before doing so."""
    record = table.get(key)
    if record is None or not sweep_marks.is_marked(record):
        return False
    if "token" in record:
        machine.wake(record["token"])
    try:
        table.update(key, Update(remove=sweep_marks.MARK), present("decision"))
    except ConditionFailed:
        return False  # deleted meanwhile
    return True


def put_in_place(store: TenantStore, workflow_id: str) -> bool:
    """Bring the schedule of a workflow in line with its definition."""
    workflow = store.get(WORKFLOW, workflow_id)
    if workflow is None or not schedules.is_unscheduled(workflow):
        return False
    schedules.apply(store, workflow, definition_of(store, workflow)["trigger"])
    return True


def catch_up(store: TenantStore, workflow_id: str, begin_day: BeginDay) -> bool:
    """Start the firings of a schedule that nothing has started, then say when to look again."""
    workflow = store.get(WORKFLOW, workflow_id)
    if workflow is None or workflow.get("GSI1PK") != sweep_marks.SCHEDULED:
        return False
    trigger, now = definition_of(store, workflow)["trigger"], clock.now()
    of_today = TenantStore(store.table, Tenant.at(store.tenant.organisation, store.tenant.environment))
    in_zone = zone_of(trigger).key
    firings = map(clock.timestamp, schedule_looks.due(trigger, schedule_looks.settled_until(workflow), now))
    missed = [at for at in firings if not by_schedule.has_started(of_today, workflow_id, at, in_zone)]
    if missed and tenant_clock.moved(of_today) is not None:
        missed = []  # by a sandbox's clock that was moved they come when it shows their time (sandbox_clock/)
    if missed:
        begin_day(of_today)
    for scheduled_at in missed:
        by_schedule.on_schedule(of_today, workflow_id, scheduled_at, in_zone)
    later = schedule_looks.watched(trigger, settled=now - schedule_looks.GRACE)
    try:
        store.update(WORKFLOW, workflow_id, later, condition=equals("version", workflow["version"]))
    except ConditionFailed:
        return bool(missed)  # changed since: whoever changed it has it watched
    return bool(missed)


def _of_tenant(work: Callable[[TenantStore, str], bool], table: Table, key: Key) -> bool:
    store = due.store_of(table, key)
    return store is not None and work(store, key.sk)


_TAKE_UP: dict[str, Callable[[Table, Key], bool]] = {
    "runs": partial(_of_tenant, take_up_run),
    "decisions": wake_decided,
    "notices": mails.send_due,
    "schedules": partial(_of_tenant, put_in_place),
}
