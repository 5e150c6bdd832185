"""Approvals inside a for_each or parallel: each waiting one has an entry, so that the instance can show it.

A loop has too many steps to search, so an approval that opens in a loop writes an entry and deletes it at its end.
While an entry exists the instance is `waiting`. An entry is written before the step's record and deleted after it, so
it exists at least as long as the approval waits; code that reads it also reads the record.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import NESTED_APPROVAL, STEP
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.definitions.program import APPROVAL, Node

from .run_status import show_status
from .run_view import RunView
from .runs import RUNNING, WAITING

SHOWN = 100
LINGERS = timedelta(days=1)
"""How long an entry outlives its approval when the run ended beside it."""


def is_nested(view: RunView, node: Node) -> bool:
    """Whether a step is an approval inside a for_each or parallel."""
    return node.type == APPROVAL and not view.frame.is_root


def announce(view: RunView, node: Node, expiry: datetime) -> None:
    """Write the entry of an approval that is about to open."""
    branch = view.frame.body.partition("/")[2]
    about = {"ttl": clock.ttl(expiry - clock.now() + LINGERS), **({"branch": branch} if branch else {})}
    view.store.put(NESTED_APPROVAL, view.key(node), about, view.run.sk)


def show_waiting(view: RunView) -> None:
    """Show on the instance that an approval waits. Raises RunOver when the run has ended."""
    _show(view, WAITING)


def withdraw(view: RunView, node: Node) -> None:
    """Delete the entry of an approval that has ended; when it was the last, the instance runs again."""
    view.store.delete(NESTED_APPROVAL, view.key(node), view.run.sk)
    if not _is_any_left(view):
        _show(view, RUNNING)
        if _is_any_left(view):  # one opened in between, and may have shown it before this did
            _show(view, WAITING)


def waiting(store: TenantStore, instance_sk: str) -> Iterator[tuple[str, str | None, Item]]:
    """The key, the branch and the record of each approval that waits, up to a hundred."""
    entries = store.query(NESTED_APPROVAL, instance_sk, limit=SHOWN, consistent=True)
    records = store.get_many(STEP, [entry["SK"] for entry in entries], instance_sk, consistent=True)
    for entry in entries:
        record = records.get(entry["SK"])
        if record is not None and record["status"] == WAITING and "decision" not in record:
            yield entry["SK"], entry.get("branch"), record


def _is_any_left(view: RunView) -> bool:
    return bool(view.store.query(NESTED_APPROVAL, view.run.sk, limit=1, consistent=True))


def _show(view: RunView, status: str) -> None:
    if view.instance["status"] == status:
        return
    show_status(view, status)
