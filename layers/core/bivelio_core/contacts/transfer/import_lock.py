"""Who works on an import: one worker at a time, which advances the progress that the import's item holds."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import IMPORT
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare, equals

LOCK_SECONDS = 120
"""Longer than a slice can take. With the function's timeout it is shorter than the queue hides a message, so that the
attempt after a crash finds no lock."""


class Elsewhere(Exception):
    """Another worker has the import, or its work has ended."""

    def __init__(self, state: Item | None, status: str) -> None:
        super().__init__()
        self.is_running = state is not None and state["status"] == status


def locked(import_id: str, owner: str, ctx: Context, status: str = "running") -> Item:
    """Take an import of a status. Raises Elsewhere when another worker has it, or it has another status."""
    now = int(clock.epoch())
    is_free = any_of(absent("locked_until"), compare("locked_until", "<", now))
    lock = {"locked_until": now + LOCK_SECONDS, "locked_by": owner}
    return _changed(import_id, ctx, lock, all_of(equals("status", status), is_free), status=status)


def unlock(import_id: str, owner: str, ctx: Context) -> None:
    """Let others have an import."""
    with suppress(ConditionFailed):  # the lock was never ours, or another worker has taken it
        is_ours = equals("locked_by", owner)
        ctx.store.update(IMPORT, import_id, Update(remove=["locked_until", "locked_by"]), condition=is_ours)


def moved(
    state: Item, ctx: Context, changes: dict[str, Any], remove: Sequence[str] = (), *, step: str = "step"
) -> Item:
    """The state after its progress advanced, which only the lock's owner may do. `step` says from where it advanced.

    Raises Elsewhere when another worker has taken the lock.
    """
    set_to = {**changes, "updated_at": clock.timestamp()}
    condition = all_of(equals(step, state[step]), equals("locked_by", state["locked_by"]))
    return _changed(state["id"], ctx, set_to, condition, remove, status=str(state["status"]))


def _changed(
    import_id: str,
    ctx: Context,
    changes: dict[str, Any],
    condition: Condition,
    remove: Sequence[str] = (),
    *,
    status: str,
) -> Item:
    """The state after a conditional change. Raises Elsewhere when the condition does not hold.

    The client sends a change whose answer was lost again; its token shows that it was already carried out.
    """
    token = ids.random_text(ids.BODY_LENGTH)
    try:
        update = Update(set={**changes, "change": token}, remove=remove)
        return ctx.store.update(IMPORT, import_id, update, condition=condition)
    except ConditionFailed as failure:
        if failure.item is not None and failure.item.get("change") == token:
            return failure.item
        raise Elsewhere(failure.item, status) from failure
