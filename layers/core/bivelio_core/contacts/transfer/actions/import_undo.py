"""Undo an import. undo_work.py carries it out."""

from bivelio_core import audit, clock
from bivelio_core.contacts.transfer import queue
from bivelio_core.contacts.transfer.models import Import, UndoImport
from bivelio_core.contacts.transfer.reading import load_import, show_import
from bivelio_core.contacts.transfer.storage import files_of
from bivelio_core.contacts.transfer.undo_entries import UNDOABLE
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import IMPORT
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, equals

ENDED = ("completed", "failed")
UNDO = ("undoing", "undone")
BEGIN = {"removed": 0, "restored": 0, "kept": 0, "kept_rows": [], "done": 0}


def import_undo(request: UndoImport, ctx: Context) -> Import:
    """Begin to undo an import; asked again, go on with it, or tell what became of it.

    Raises Conflict for an import that has not ended, that wrote nothing, or that ended more than seven days ago.
    """
    state = load_import(request.id, ctx)
    if state["status"] not in UNDO:
        state = _with_undo(state, ctx)
    if state["status"] == "undoing":
        queue.send("undo", state["id"], ctx.tenant, state["language"])  # the first message may have been lost
    return show_import(state, ctx, files_of(ctx.tenant))


def _with_undo(state: Item, ctx: Context) -> Item:
    if state["status"] not in ENDED:
        raise Conflict(details={"reason": "import_not_ended"})
    if state["dry_run"] or not state.get("is_noted"):
        raise Conflict(details={"reason": "nothing_to_undo"})
    if clock.parse(state["updated_at"]) + UNDOABLE < clock.now():
        raise Conflict(details={"reason": "undo_expired"})
    change = {"status": "undoing", "undo": BEGIN, "undo_step": 0, "updated_at": clock.timestamp()}
    write = ctx.store.update_write(IMPORT, state["id"], Update(set=change), condition=equals("status", state["status"]))
    try:
        ctx.store.transact([write, audit.of(ctx, "contact.import_undone", import_id=state["id"])])
    except TransactionFailed:
        state = load_import(state["id"], ctx)
        if state["status"] not in UNDO:
            raise
        return state
    return {**state, **change}
