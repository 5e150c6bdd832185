"""The job that begins with each change of a definition: look at existing values, and index those of indexed fields.

One job at a time: a newer one takes over what an older one has not done. Its state is an item beside the definitions,
and each step of it a conditional write, so that any number of workers may go on with it, and die at any line.

An index is built as a column is added online (Rae et al., "Online, Asynchronous Schema Change in F1", VLDB 2013): first
everybody writes the new terms and nobody asks for them, then the index is rebuilt in place, then it is asked. By the
time the rebuild begins, whoever writes the index knows the definition: what was read before has expired (`RECENT`), and
what was begun with it has ended. Contacts are not written, and no event is sent.
"""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.transfer import queue
from bivelio_core.context import Context
from bivelio_core.ids import decode_sequence
from bivelio_core.store.codec import Item
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.keys import CONTACT, CONTACT_FIELD, sequence_sk
from bivelio_core.store.revise import revise
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Update, all_of, equals

from . import definitions, stored
from .terms import RECENT_SECONDS, bound
from .values import fits

JOB = "JOB"
CONTACTS_AT_ONCE = 500
STEP_SECONDS = 5.0
"""How long a rebuild goes on before its place is kept."""

LATEST_BEGIN = timedelta(seconds=20)
"""After this the message comes by which a job begins: the function that sends it has ended, and written it or not."""

UNTIL_KNOWN = timedelta(seconds=RECENT_SECONDS + 60 + 10)
"""Until everybody writes the index by a definition: how long it is remembered without, the time that the writer's
function has (functions/workers/index_changes), and some seconds for reads that are not consistent."""

UNTIL_READ = timedelta(seconds=10)
"""Until every replica has the index: reads of it need not be consistent (docs/adr/0108)."""


def announce(ctx: Context, job: str) -> None:
    """Send the message that begins a job which is about to be written; it is ignored if that never happens.

    So no job is without a message, wherever the function dies.
    """
    queue.send("fields", job, ctx.tenant, ctx.language, int(LATEST_BEGIN.total_seconds()))


def begin(store: TenantStore, job: str) -> Put:
    """The write of a job's first state."""
    state = {"id": job, "phase": "check", "step": 0, "at": clock.real_timestamp(), "cursor": 1, "counts": {}}
    return store.put_write(CONTACT_FIELD, JOB, state)


def go_on(job: str, store: TenantStore, has_time: Callable[[], bool]) -> int | None:
    """Go on with a job while there is time; returns after how many seconds to continue, None when nothing is left."""
    state = store.get(CONTACT_FIELD, JOB)
    while state is not None and state["id"] == job and state["phase"] != "done":
        if (pause := _pause(state)) > 0:
            return pause
        if not has_time():
            return 0
        try:
            state = _PHASES[state["phase"]](store, state)
        except ConditionFailed:  # another worker goes on with it, or a newer job has begun
            return None
    return None


def _pause(state: Item) -> int:
    """For how many seconds a job has to wait before its next step."""
    if (wait := {"index": UNTIL_KNOWN, "settle": UNTIL_READ}.get(state["phase"])) is None:
        return 0
    rest = clock.parse(state["at"]) + wait - clock.real_now()
    return max(0, math.ceil(rest.total_seconds()))


def _check(store: TenantStore, state: Item) -> Item:
    """Look at the values of some contacts."""
    declared, counts = definitions.read(store), {name: list(each) for name, each in state["counts"].items()}
    items = store.query(CONTACT, low=sequence_sk(state["cursor"]), limit=CONTACTS_AT_ONCE)
    for item in items:
        for definition in declared.active():
            value = item.get("custom_fields", {}).get(definition.name)
            if value is not None:
                count = counts.setdefault(definition.name, [0, 0])
                count[0] += 1
                count[1] += not fits(definition, value)
    if len(items) == CONTACTS_AT_ONCE:
        return _moved(store, state, cursor=decode_sequence(items[-1]["SK"]) + 1, counts=counts)
    is_building = any(each.building == state["id"] for each in declared.indexed())
    return _moved(store, state, counts=counts, phase="index" if is_building else "finish", cursor=None)


def _index(store: TenantStore, state: Item) -> Item:
    """Go on with the rebuild of the index."""
    indexed = bound(CONTACTS, definitions.read(store))
    progress = rebuild(store, indexed, state["cursor"], STEP_SECONDS)
    if progress.cursor is not None:
        return _moved(store, state, cursor=progress.cursor)
    return _moved(store, state, cursor=None, phase="settle", at=clock.real_timestamp())


def _settle(store: TenantStore, state: Item) -> Item:
    return _moved(store, state, phase="finish")


def _finish(store: TenantStore, state: Item) -> Item:
    """Write into the definitions what the job has found, and that their fields are indexed."""
    now, counts = clock.real_timestamp(), state["counts"]
    declared = definitions.read(store)
    checks = {
        each.name: {"contacts": contacts, "not_fitting": not_fitting, "checked_at": now}
        for each in declared.active()
        for contacts, not_fitting in [counts.get(each.name, (0, 0))]
    }
    revise(store, stored.SOURCE, definitions.SK, lambda item: stored.checked_off(item, state["id"], checks))
    return _moved(store, state, phase="done")


_PHASES: dict[str, Callable[[TenantStore, Item], Item]] = {
    "check": _check,
    "index": _index,
    "settle": _settle,
    "finish": _finish,
}


def _moved(store: TenantStore, state: Item, **changes: Any) -> Item:
    """The state after a step. Raises ConditionFailed when it is another worker's, or another job's."""
    condition = all_of(equals("id", state["id"]), equals("step", state["step"]))
    update = Update(set={**changes, "step": state["step"] + 1})
    return store.update(CONTACT_FIELD, JOB, update, condition=condition)
