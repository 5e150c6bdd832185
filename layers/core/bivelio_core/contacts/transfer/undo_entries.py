"""What an import notes so that it can be undone: the contacts that it makes, and those that it changes, as they were.

    T#IMPU#<import>   m<step>     the contacts of a slice that are made at once: their first number, and the rows
                      r<row>      a contact that a row changes, as it was before; without that, one that the row makes

The entry of a change is written before it, or in its transaction. Its digest is that of the contact as the import
leaves it: whatever has another one by then was changed by somebody else, and stays.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.models import Contact
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import IMPORT_UNDO
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put

from .rows import UPDATED, Planned

UNDOABLE = timedelta(days=7)
KEPT = timedelta(days=9)
"""How long entries are there: an undo that begins on the last day comes to its end."""

MADE, CHANGED = "m", "r"
_COMPARED = tuple(sorted(set(Contact.model_fields) - {"version", "updated_at", "last_activity_at", "warnings"}))


def digest(contact: Item) -> str:
    """The SHA-256 of what a contact says, whatever its version."""
    values = [(name, contact[name]) for name in _COMPARED if contact.get(name) is not None]
    return hashlib.sha256(json.dumps(values, default=_plain, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return float(value) if hasattr(value, "as_integer_ratio") else str(value)


def note_made(state: Item, first: int, rows: Sequence[int], ctx: Context) -> None:
    """Note the contacts that a slice makes, before it makes them; noted again, they are the same."""
    about = {"first": first, "rows": list(rows), **_expiry(ctx.store)}
    ctx.store.put(IMPORT_UNDO, f"{MADE}{state['step']:06d}", about, state["id"])


def note_changes(state: Item, planned: Sequence[Planned], ctx: Context) -> None:
    """Note the contacts that a slice changes, before it changes them.

    An attempt that comes after one that died notes them again, unless somebody else changed the contact meanwhile: then
    the first entry stays, and its contact is not put back.
    """
    changes = [
        (f"{CHANGED}{one.number:08d}", one.number, one.before, one.after)
        for one in planned
        if one.result == UPDATED and one.before is not None and one.after is not None
    ]
    if not changes:
        return
    earlier = ctx.store.get_many(IMPORT_UNDO, [sk for sk, *_ in changes], state["id"], consistent=True)
    puts = [
        _entry(state, row, before, after, ctx.store)
        for sk, row, before, after in changes
        if sk not in earlier or earlier[sk].get("of") == before["version"]
    ]
    ctx.store.table.put_many([put.item for put in puts])


def note_row(state: Item, row: int, store: TenantStore, before: Item | None, after: Item) -> list[Put]:
    """The entry of a row that makes or changes a contact, for the transaction that does."""
    return [_entry(state, row, before, after, store)]


def _entry(state: Item, row: int, before: Item | None, after: Item, store: TenantStore) -> Put:
    about = {
        "row": row,
        "contact": after["SK"],
        "digest": digest(after),
        **({} if before is None else {"before": before, "of": before["version"]}),
        **_expiry(store),
    }
    return store.put_write(IMPORT_UNDO, f"{CHANGED}{row:08d}", about, state["id"])


def _expiry(store: TenantStore) -> dict[str, int]:
    return {} if store.tenant.is_sandbox else {"ttl": clock.ttl(KEPT)}
