"""Carry on with an erasure, in steps that can be repeated, until no pass finds anything more.

A phase yields from where to go on after each bit of work. The place is noted every few steps, so that a worker that
dies repeats little; what it repeats is gone already. Requests that were under way, and consumers of the stream that
follow the deletions, may still write: so whole passes follow each other, some minutes apart, until one erases nothing.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bivelio_core import clock, domain
from bivelio_core.store.codec import Item
from bivelio_core.store.holdings import Holder
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.store.writes import Key

from . import erasures, organisations, person_files, person_texts, persons, queue, terms_left
from .erasures import Subject, subject_of
from .organisations import Steps

SETTLES = timedelta(minutes=15)
"""Between two passes: longer than a function or a consumer of the stream takes, and the longest delay of SQS."""

NOTED_EVERY = 25
"""Steps between two notes of the progress."""

Close = Callable[[str], None]
"""Takes an organisation off the platform's other services: `(organisation)`."""

Phase = Callable[[StoredTable, Item, Subject, str], Steps]

OF_ORGANISATION: Mapping[str, Phase] = {
    "keep": organisations.keep,
    "items": organisations.erase_items,
    "files": organisations.erase_files,
}
OF_PERSON: Mapping[str, Phase] = {
    "items": lambda table, job, subject, after: persons.erase_items(table, job, subject, after, _store_of(subject)),
    "files": person_files.erase_files,
    "terms": lambda table, job, subject, after: terms_left.erase_terms(table, job, subject, after, _store_of(subject)),
}


def _store_of(subject: Subject) -> TenantStore:
    from bivelio_core.store.connect import table  # noqa: PLC0415 - the phases of organisations do without

    return SystemStore(table()).of(subject.tenant)


def go_on(key: Key, table: Table, stored: StoredTable, close: Close, has_time: Callable[[], bool]) -> bool:
    """Go on with an erasure; whether it is done, or nothing is to be done now. Another message is sent for the rest."""
    job = erasures.claim(table, key)
    if job is None:
        return True
    subject = subject_of(job)
    phases = OF_ORGANISATION if subject.contact is None else OF_PERSON
    order = ["begin", *phases, "settle"]
    try:
        for phase in order[order.index(job["phase"]) :]:
            if phase == "begin":
                job = _begin(job, subject, table, stored, close)
            elif phase == "settle":
                return _settle(job, table, order[2 if subject.contact is None else 1])
            elif not (job := _carry_out(phases[phase], job, subject, table, stored, has_time)):
                return False
            following = order[order.index(phase) + 1]
            job = erasures.note(table, job, phase=following, cursor=None)
    except ConditionFailed:
        return True  # another worker has it by now
    raise AssertionError("the phases end by settling")


def _begin(job: Item, subject: Subject, table: Table, stored: StoredTable, close: Close) -> Item:
    """List the erasure before anything is gone, close the organisation, and note what its own item says."""
    erasures.list_it(job)
    if subject.contact is not None:
        store = _store_of(subject)
        texts = job.get("texts") or person_texts.known_texts(stored, store, subject.contact, job["sk"])
        parts = job.get("parts") or person_texts.parts_of(store, job["sk"])
        names = job.get("names") or person_texts.names_of(store, job["sk"])
        return erasures.note(table, job, texts=texts, parts=parts, names=names)
    close(subject.tenant.organisation)
    holder = Holder.of(stored, subject.tenant.organisation, domain.declared_parts())
    return erasures.note(table, job, first_day=job.get("first_day", holder.first_day.isoformat()))


def _carry_out(
    phase: Phase, job: Item, subject: Subject, table: Table, stored: StoredTable, has_time: Callable[[], bool]
) -> Item:
    """Carry out a phase as far as there is time; returns the job, an empty one when time was over."""
    steps, items, files, cursor = 0, 0, 0, job.get("cursor", "")
    for progress in phase(stored, job, subject, cursor):
        steps, items, files = steps + 1, items + progress.items, files + progress.files
        cursor, is_over = progress.cursor, not has_time()
        if is_over or steps % NOTED_EVERY == 0 or items + files >= organisations.AT_ONCE:
            job = _noted(table, job, items, files, cursor)
            items, files = 0, 0
        if is_over:
            erasures.put_down(table, job, clock.real_stamp())
            queue.send(Key(job["PK"], job["SK"]))
            return {}
    return _noted(table, job, items, files, cursor)


def _noted(table: Table, job: Item, items: int, files: int, cursor: str) -> Item:
    counts = {"items": job["items"] + items, "files": job["files"] + files}
    in_pass = {"in_pass": job.get("in_pass", 0) + items + files}
    return erasures.note(table, job, cursor=cursor or None, **counts, **in_pass)


def _settle(job: Item, table: Table, first: str) -> bool:
    """End the job when its pass has erased nothing; have another pass follow otherwise."""
    if not job.get("in_pass"):
        erasures.complete(table, job)
        return True
    later = clock.stamp(clock.real_now() + SETTLES)
    job = erasures.note(table, job, phase=first, cursor=None, in_pass=0, passes=job.get("passes", 0) + 1)
    erasures.put_down(table, job, later)
    queue.send(Key(job["PK"], job["SK"]), int(SETTLES.total_seconds()))
    return False
