"""Tasks as they are stored: an item by its id, and its places in the lists that show it.

A place is in the partition of all tasks, of an assignee's or of a contact's. Its sort key begins with `0` for an open
task and its time, with `1` for one that is done and the time of that, the last one first. So each list is one Query in
the order in which it is shown. Places are written in the transaction of their task.

An open task with a time is in the sparse index until `task.due` has been told (due.py).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import TASK, TASK_PLACE
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Write

from .models import ContactTask

ALL = "-"
"""In place of an assignee or a contact: the list of all tasks."""

OPEN, DONE = "0", "1"
SHARDS = 4
DUE = "CT#TASKS#"
_END = 10**14
_STORED = tuple(name for name in ContactTask.model_fields if name != "id")


def load(store: TenantStore, public: str) -> Item:
    """The task of an id, also one that was deleted. Raises ResourceForbidden, ResourceNotFound."""
    return store.find(TASK, public)


def load_existing(store: TenantStore, public: str) -> Item:
    """The task of an id. Raises ResourceForbidden, ResourceNotFound for one that was deleted too."""
    task = load(store, public)
    return existing(None if task.get("deleted") else task)


def show(item: Item) -> ContactTask:
    """A task as the API shows it."""
    return ContactTask(id=item["SK"], **{name: item[name] for name in _STORED if name in item})


def partitions(task: Item) -> Iterator[str]:
    """The lists that show a task."""
    yield ALL
    if assignee := task.get("assignee"):
        yield assignee
    if contact := task.get("contact"):
        yield contact


def place_sk(task: Item) -> str:
    """The place of a task in each list that shows it."""
    if task["status"] == "open":
        return f"{OPEN}#{task.get('due_at', '~')}#{task['SK']}"
    milliseconds = int(clock.parse(task["done_at"]).timestamp() * 1000)
    return f"{DONE}#{_END - milliseconds}#{task['SK']}"


def place_changes(store: TenantStore, before: Item | None, after: Item | None) -> list[Write]:
    """The writes that bring the places of a task in line with it: None stands for a task that is not there."""
    old, new = _places(before), _places(after)
    gone: list[Write] = [store.delete_write(TASK_PLACE, sk, rest) for rest, sk in old if (rest, sk) not in new]
    changed = {place: about for place, about in new.items() if old.get(place) != about}
    return gone + [store.put_write(TASK_PLACE, sk, about, rest) for (rest, sk), about in changed.items()]


def _places(task: Item | None) -> dict[tuple[str, str], dict[str, Any]]:
    """What each place of a task has: by its list and sort key."""
    if task is None or task.get("deleted"):
        return {}
    about = {"task": task["SK"], **({"contact": task["contact"]} if "contact" in task else {})}
    return {(rest, place_sk(task)): about for rest in partitions(task)}


def marked(task: Item) -> Item:
    """The task with its mark in the sparse index: when somebody is to be told next that it is due, if ever."""
    rest = {name: value for name, value in task.items() if name not in ("GSI1PK", "GSI1SK")}
    moments = [at for at, _ in untold(task)]
    if not moments:
        return rest
    shard = sum(task["SK"].encode()) % SHARDS
    return {**rest, "GSI1PK": f"{DUE}{shard}", "GSI1SK": clock.stamp(clock.real(min(moments)))}


def untold(task: Item) -> list[tuple[datetime, str]]:
    """When `task.reminder` and `task.due` are to come that have not, the first one first."""
    due_at = task.get("due_at")
    if due_at is None or task["status"] != "open" or task.get("deleted"):
        return []
    due, moments = clock.parse(due_at), []
    if task.get("reminder_minutes") is not None and due_at not in (task.get("told_reminder"), task.get("told_due")):
        moments.append((due - timedelta(minutes=task["reminder_minutes"]), "reminder"))
    if task.get("told_due") != due_at:
        moments.append((due, "due"))
    return moments


def repeated_id(store: TenantStore, task: Item, due_at: str) -> str:
    """The id of the task by which one repeats at a time: always the same, whoever makes it."""
    organisation = store.tenant.organisation
    return ids.tagged_id(TASK.name, organisation, ids.derived_body(organisation, task["SK"], due_at))
