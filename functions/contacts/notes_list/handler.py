"""POST /v1/contacts/notes/list"""

from bivelio_core.contacts.notes import reading
from bivelio_core.contacts.notes.models import ContactNotePage, ListNotes
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "contacts.notes_list",
    title="List the notes of a contact",
    scope="read",
    action="list",
    paths=("/contacts/notes/list",),
    needs=Needs(reads=PAGE),
)
def handler(request: ListNotes, ctx: Context) -> ContactNotePage:
    """List the notes of a contact, newest first."""
    return reading.notes_list(request, ctx)
