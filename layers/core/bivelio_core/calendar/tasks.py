"""What remains to be done for events: mails to send, reminders, changes for Google. The sweeper does it when it is due.

A task is an item with a mark in the sparse index, written in the transaction of the change that it follows from, so
nothing is lost if a function dies. Who takes a task up moves its mark two minutes on: nobody else does it meanwhile,
and it comes up again when its function died. A mail that is sent again then has the same Message-ID.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store import due as store_due
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_TASK
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put, Update, Write, equals

SHARDS = 4
PREFIX = "CAL#DUE#"
LEASE = timedelta(minutes=2)
GIVEN_UP_AFTER = timedelta(days=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


def partition(shard: int) -> str:
    """The key in GSI1 of the tasks of a shard."""
    return f"{PREFIX}{shard}"


def task(store: TenantStore, sk: str, due: datetime, **about: Any) -> Put:
    """The write of a task. Its sort key begins with the event's id."""
    shard = sum(sk.partition("#")[0].encode()) % SHARDS
    mark = {"GSI1PK": partition(shard), "GSI1SK": clock.stamp(clock.real(due))}
    return store.put_write(CALENDAR_TASK, sk, {**mark, "due": clock.stamp(due), "tries": 0, **about})


def mailing(
    store: TenantStore, event: Item, method: str, recipients: list[str], *, is_replaced: bool = False
) -> list[Write]:
    """The mails about a change: an invitation, an update (REQUEST) or a cancellation (CANCEL).

    With `is_replaced` the cancellation says that Google invites instead.
    """
    if not recipients:
        return []
    sk = f"{event['SK']}#mail#{method}#{event['sequence']}"
    return [
        task(
            store,
            sk,
            clock.now(),
            kind="mail",
            method=method,
            sequence=event["sequence"],
            recipients=recipients,
            sent=0,
            **({"is_replaced": True} if is_replaced else {}),
        )
    ]


def answering(store: TenantStore, event: Item, answer: str, language: str) -> Put:
    """The mail of our answer to an invitation; a later one takes its place."""
    about = {"answer": answer, "language": language, "version": event["version"], "at": clock.timestamp()}
    return task(store, f"{event['SK']}#answer", clock.now(), kind="answer", **about)


def push(store: TenantStore, event: Item) -> list[Put]:
    """The change that Google is to get: the event as it is when the task is done, or that it is there no longer."""
    if not event["sync_to_google"] and event.get("google_status") != "pending":
        return []
    return [task(store, f"{event['SK']}#google", clock.now(), kind="google", version=event["version"])]


def reminders(store: TenantStore, before: Item | None, after: Item) -> list[Write]:
    """The e-mail reminders of an event; those of before that no longer hold are removed. None for the past."""
    old = _reminding(before) if before else {}
    new = _reminding(after)
    writes: list[Write] = [store.delete_write(CALENDAR_TASK, sk) for sk in old if sk not in new]
    for sk, due in new.items():
        if old.get(sk) != due and due > clock.now():
            writes.append(task(store, sk, due, kind="remind", starts=after["starts"]))
        elif old.get(sk) != due and sk in old:
            writes.append(store.delete_write(CALENDAR_TASK, sk))
    return writes


def _reminding(event: Item) -> dict[str, datetime]:
    if event["status"] == "cancelled" or event["source"] != "bivelio":
        return {}
    starts = clock.parse(event["starts"])
    minutes = {each["minutes_before"] for each in event["reminders"] if each["method"] == "email"}
    return {f"{event['SK']}#remind#{each}": starts - timedelta(minutes=each) for each in sorted(minutes)}


def due(table: Table) -> Iterator[Key]:
    """The keys of all tasks that are due, shard by shard; each is given once."""
    return store_due.keys_of(table, map(partition, range(SHARDS)))


def take(store: TenantStore, sk: str) -> Item | None:
    """Take a due task up; None when somebody else has, or it is gone."""
    item = store.get(CALENDAR_TASK, sk)
    if item is None or item["GSI1SK"] > clock.real_stamp():
        return None
    later = Update(set={"GSI1SK": clock.stamp(clock.real_now() + LEASE)}, add={"tries": 1})
    try:
        return store.update(CALENDAR_TASK, sk, later, condition=equals("GSI1SK", item["GSI1SK"]))
    except ConditionFailed:
        return None


def hurry(store: TenantStore, sk: str) -> None:
    """Make a task due now that nobody has taken up: a sandbox's clock has come to its time before the real one."""
    item = store.get(CALENDAR_TASK, sk)
    if item is None or item["tries"] or item["GSI1SK"] <= clock.real_stamp():
        return
    due = Update(set={"GSI1SK": clock.real_stamp()})
    with suppress(ConditionFailed):  # somebody was first
        store.update(CALENDAR_TASK, sk, due, condition=equals("GSI1SK", item["GSI1SK"]))


def done(store: TenantStore, task: Item) -> None:
    """Remove a task that is done, unless it was written anew meanwhile."""
    try:
        store.delete(CALENDAR_TASK, task["SK"], condition=equals("GSI1SK", task["GSI1SK"]))
    except ConditionFailed:
        return


def progress(store: TenantStore, task: Item, **about: Any) -> Item:
    """Record how far a task is. Raises ConditionFailed when it was written anew meanwhile."""
    return store.update(CALENDAR_TASK, task["SK"], Update(set=about), condition=equals("GSI1SK", task["GSI1SK"]))


def postpone(store: TenantStore, task: Item, seconds: float | None = None) -> None:
    """Do a task later: after a pause that doubles with each try, or the one that is asked for."""
    pause = min(FIRST_PAUSE * 2 ** min(task["tries"] - 1, 10), LONGEST_PAUSE)
    at = clock.real_now() + max(pause, timedelta(seconds=seconds or 0))
    try:
        progress(store, task, GSI1SK=clock.stamp(at))
    except ConditionFailed:
        return


def is_hopeless(task: Item) -> bool:
    """Whether a task has been tried for so long that it is given up."""
    return clock.now() - clock.parse(task["due"]) > GIVEN_UP_AFTER
