"""Complete runs, decisions and schedules that a function left unfinished."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import zip_longest

from bivelio_core.store import due
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, WORKFLOW
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, present

from . import approval_mails
from .execution import machine, pausing, sweep_marks
from .execution.finish import complete_followups, finish, interrupt
from .execution.runs import ACTIVE, CANCELLED, Run, Superseded, definition_of, revise
from .execution.start import ensure_started
from .triggers import schedules

PAGE = 100
"""The largest share of an organisation in a turn, of each partition. So many keys of pending runs are read at once."""

KINDS = ("runs", "decisions", "schedules", "notices")
BEHIND = "$"
"""Sorts behind the `#` that follows an organisation in the keys of its pending runs, and before the next one's."""


def turns(table: Table) -> Iterator[list[tuple[str, Key]]]:
    """What is to be looked at now, with its kind, turn by turn until nothing is left that was not given before.

    In each turn the organisations alternate, and none has more than a share of each partition, so one with a hundred
    thousand runs, pending or healthy, delays the others by one turn at most.
    """
    sources = [
        *(("runs", _pending(table, sweep_marks.pending_partition(shard))) for shard in range(sweep_marks.SHARDS)),
        *(("runs", _due(table, sweep_marks.partition(shard))) for shard in range(sweep_marks.SHARDS)),
        ("decisions", _due(table, sweep_marks.DECIDED)),
        ("schedules", _due(table, schedules.UNSCHEDULED)),
        ("notices", _due(table, sweep_marks.ASKED)),
    ]
    while sources:
        pages = [(kind, source, next(source, None)) for kind, source in sources]
        sources = [(kind, source) for kind, source, page in pages if page is not None]
        turn = [(kind, key) for kind, _, page in pages for key in page or ()]
        if turn:
            yield _alternating(turn)


def _due(table: Table, partition: str) -> Iterator[list[Key]]:
    """The keys of a partition in order of their time, in each turn some of every organisation.

    One organisation with more than READ_AHEAD due runs in a partition would delay the later ones of others.
    """
    for page in due.pages(table, partition):
        yield from _shares(page)


def _shares(page: Sequence[Key]) -> Iterator[list[Key]]:
    """The keys in turns, in which no organisation has more than PAGE."""
    queues: dict[str, list[Key]] = {}
    for key in page:
        queues.setdefault(_organisation(key), []).append(key)
    for start in range(0, max(map(len, queues.values()), default=0), PAGE):
        yield [key for queue in queues.values() for key in queue[start : start + PAGE]]


def _pending(table: Table, partition: str) -> Iterator[list[Key]]:
    """The keys of a partition of pending runs: in each turn some of every organisation, the oldest first."""
    given: set[Key] = set()
    while True:
        turn: list[Key] = []
        low, may_be_more = None, False
        while page := table.query_index(partition, low=low, limit=PAGE):
            turn += [key for key in page if key not in given]
            low = _organisation(page[-1]) + BEHIND
            may_be_more |= len(page) == PAGE
            if len(page) < PAGE:
                break
        given.update(turn)
        if turn:
            yield turn
        if not turn or not may_be_more:
            return


def _alternating(turn: list[tuple[str, Key]]) -> list[tuple[str, Key]]:
    """The same, one of each organisation after the other."""
    queues: dict[str, list[tuple[str, Key]]] = {}
    for each in turn:
        queues.setdefault(_organisation(each[1]), []).append(each)
    return [each for row in zip_longest(*queues.values()) for each in row if each is not None]


def _organisation(key: Key) -> str:
    return key.pk.partition("#")[0]


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
    if workflow is None or not sweep_marks.is_marked(workflow):
        return False
    schedules.apply(store, workflow, definition_of(store, workflow)["trigger"])
    return True


def _of_tenant(work: Callable[[TenantStore, str], bool], table: Table, key: Key) -> bool:
    store = due.store_of(table, key)
    return store is not None and work(store, key.sk)


_TAKE_UP: dict[str, Callable[[Table, Key], bool]] = {
    "runs": partial(_of_tenant, take_up_run),
    "decisions": wake_decided,
    "notices": approval_mails.send_due,
    "schedules": partial(_of_tenant, put_in_place),
}
