"""Approvals that wait inside a for_each or parallel: an entry for each, by which the instance shows them.

The steps of a loop are too many to look through, so an approval that opens in one writes an entry, and its end deletes
it. While there is one the instance is `waiting`. An entry is written before the step's record and deleted after it, so
it is there at least as long as the approval waits; who reads it looks at the record as well.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import NESTED_APPROVAL, STEP
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.definitions.program import APPROVAL, Node

from .runs import RUNNING, WAITING
from .session import Session

SHOWN = 100
LINGERS = timedelta(days=1)
"""How long an entry outlives its approval when the run ended beside it."""


def is_nested(session: Session, node: Node) -> bool:
    """Whether a step is an approval inside a for_each or parallel."""
    return node.type == APPROVAL and not session.frame.is_root


def announce(session: Session, node: Node, expiry: datetime) -> None:
    """Write the entry of an approval that is about to open."""
    branch = session.frame.body.partition("/")[2]
    about = {"ttl": clock.ttl(expiry - clock.now() + LINGERS), **({"branch": branch} if branch else {})}
    session.store.put(NESTED_APPROVAL, session.key(node), about, session.run.sk)


def show_waiting(session: Session) -> None:
    """Show on the instance that an approval waits. Raises RunOver when the run has ended."""
    _show(session, WAITING)


def withdraw(session: Session, node: Node) -> None:
    """Delete the entry of an approval that has ended; when it was the last, the instance runs again."""
    session.store.delete(NESTED_APPROVAL, session.key(node), session.run.sk)
    if not _is_any_left(session):
        _show(session, RUNNING)
        if _is_any_left(session):  # one opened in between, and may have shown it before this did
            _show(session, WAITING)


def waiting(store: TenantStore, instance_sk: str) -> Iterator[tuple[str, str | None, Item]]:
    """The key, the branch and the record of each approval that waits, up to a hundred."""
    entries = store.query(NESTED_APPROVAL, instance_sk, limit=SHOWN, consistent=True)
    records = store.get_many(STEP, [entry["SK"] for entry in entries], instance_sk, consistent=True)
    for entry in entries:
        record = records.get(entry["SK"])
        if record is not None and record["status"] == WAITING and "decision" not in record:
            yield entry["SK"], entry.get("branch"), record


def _is_any_left(session: Session) -> bool:
    return bool(session.store.query(NESTED_APPROVAL, session.run.sk, limit=1, consistent=True))


def _show(session: Session, status: str) -> None:
    if session.instance["status"] == status:
        return
    session.show(status)
