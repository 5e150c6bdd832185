"""POST /v1/contacts/notes/create"""

from bivelio_core.contacts.notes import writing
from bivelio_core.contacts.notes.models import ContactNote, CreateNote
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.notes_create",
    scope="write",
    action="create",
    paths=("/contacts/notes/create",),
    undone_by="contacts.notes_delete",
    needs=Needs(reads=ONE, writes=(keys.NOTE, keys.EFFECT)),
)
def handler(request: CreateNote, ctx: Context) -> ContactNote:
    """Write a note about a contact."""
    return writing.notes_create(request, ctx)
