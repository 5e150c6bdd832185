"""How runs, decisions and schedules are completed that a function left half done."""

from collections.abc import Callable, Iterator
from functools import partial

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, WORKFLOW
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, present
from bivelio_core.tenancy import parse_partition

from .execution import machine, sweep_marks
from .execution.finish import finish, interrupt, wind_up
from .execution.runs import ACTIVE, CANCELLED, Run, Superseded, definition_of, revise
from .execution.start import ensure_started
from .triggers import schedules

AT_ONCE = 100
"""How many of one partition are taken up in a sweep."""

PARTITIONS = {
    "runs": tuple(map(sweep_marks.partition, range(sweep_marks.SHARDS))),
    "decisions": (sweep_marks.DECIDED,),
    "schedules": (schedules.UNSCHEDULED,),
}
"""Where in the sparse index each kind of unfinished work is marked."""


def due(table: Table) -> Iterator[tuple[str, Key]]:
    """What is to be looked at now, with its kind."""
    for kind, partitions in PARTITIONS.items():
        for partition in partitions:
            for key in table.query_index(partition, high=clock.stamp(), limit=AT_ONCE):
                yield kind, key


def take_up(table: Table, kind: str, key: Key) -> bool:
    """Complete one of what is due; False when there was nothing to do."""
    return _TAKE_UP[kind](table, key)


def take_up_run(store: TenantStore, sk: str) -> bool:
    """Start the execution of a run, end the run whose execution has ended, or complete what follows from its end.

    False when there was nothing to do; a run that is still active is then looked at again, later each time.
    """
    instance = store.get(INSTANCE, sk)
    if instance is None or not sweep_marks.is_marked(instance):
        return False
    if instance["status"] not in ACTIVE:
        wind_up(store, instance)
        return True
    parent = store.get(INSTANCE, instance["parent"]["instance"]) if "parent" in instance else None
    if parent is not None and parent["status"] == CANCELLED:
        finish(store, instance, CANCELLED)
        return True
    match machine.status(Run.of_item(store, instance).execution):
        case machine.UNKNOWN:
            ensure_started(store, instance)
        case machine.ENDED:
            interrupt(store, instance)
        case _:
            _look_later(store, instance)
            return False
    return True


def _look_later(store: TenantStore, instance: Item) -> None:
    try:
        revise(store, instance, sweep_marks.look_later(instance))
    except Superseded:
        return  # it has just ended, and its mark says so


def wake_decided(table: Table, key: Key) -> bool:
    """Wake the run of an approval whose decider died before doing so."""
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
    if workflow is None or not sweep_marks.is_marked(workflow):
        return False
    schedules.apply(store, workflow, definition_of(store, workflow)["trigger"])
    return True


def _of_tenant(work: Callable[[TenantStore, str], bool], table: Table, key: Key) -> bool:
    parsed = parse_partition(key.pk)
    return parsed is not None and work(TenantStore(table, parsed.tenant), key.sk)


_TAKE_UP: dict[str, Callable[[Table, Key], bool]] = {
    "runs": partial(_of_tenant, take_up_run),
    "decisions": wake_decided,
    "schedules": partial(_of_tenant, put_in_place),
}
