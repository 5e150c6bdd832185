"""POST /v1/contacts/notes/update"""

from bivelio_core.contacts.notes import writing
from bivelio_core.contacts.notes.models import ContactNote, UpdateNote
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.notes_update",
    title="Change or pin a note",
    scope="write",
    action="update",
    paths=("/contacts/notes/update",),
    undone_by="contacts.notes_update",
    needs=Needs(reads=ONE, writes=(keys.NOTE,)),
)
def handler(request: UpdateNote, ctx: Context) -> ContactNote:
    """Change the text of a note, or pin it."""
    return writing.notes_update(request, ctx)
