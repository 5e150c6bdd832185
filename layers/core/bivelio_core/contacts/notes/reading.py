"""Read the notes of a contact."""

import re

from bivelio_core import cursors
from bivelio_core.contacts.subjects import subject
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import NOTE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.timelines import below

from .models import ContactNotePage, ListNotes
from .stored import SK_LENGTH, is_deleted, show

EXAMINED = 500
"""A filtered page reads at most about so many notes; it may then hold fewer than asked for, with a cursor."""

_POSITION = re.compile(rf"[0-9a-z]{{{SK_LENGTH}}}")


def notes_list(request: ListNotes, ctx: Context) -> ContactNotePage:
    """The notes of a contact before the cursor, newest first.

    Raises ResourceNotFound for the id of no contact, ValidationError for a cursor that is not ours.
    """
    contact = subject(ctx.store, request.contact_id)["SK"]
    position = None if request.before is None else _position(request.before)
    notes: list[Item] = []
    examined, is_last = 0, False
    while len(notes) < request.limit and examined < EXAMINED and not is_last:
        page = older(ctx.store, contact, position, request.limit + 1)
        is_last = len(page) <= request.limit
        for item in page[: request.limit]:
            position = item["SK"]
            if not is_deleted(item) and request.pinned in (None, item["pinned"]):
                notes.append(item)
            if len(notes) == request.limit:
                is_last = is_last and item is page[-1]
                break
        examined += len(page)
    follows = None if is_last or position is None else cursors.encode_cursor(position)
    return ContactNotePage(notes=[show(item, ctx.organisation) for item in notes], next_before=follows)


def older(store: TenantStore, contact: str, before: str | None, limit: int) -> list[Item]:
    """At most so many notes of a contact, the newest first, from those before a sort key. One Query."""
    high = None if before is None else below(before)
    return store.query(NOTE, contact, high=high, descending=True, limit=limit, consistent=True)


def _position(cursor: str) -> str:
    try:
        position = cursors.decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("before", "format", expected="cursor") from error
    if not _POSITION.fullmatch(position):
        raise ValidationError.of("before", "format", expected="cursor")
    return position
