"""POST /v1/contacts/notes/delete"""

from bivelio_core.contacts.notes import writing
from bivelio_core.contacts.notes.models import DeletedNote, DeleteNote
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.notes_delete",
    scope="write",
    action="delete",
    paths=("/contacts/notes/delete",),
    needs=Needs(reads=ONE, writes=(keys.NOTE,)),
)
def handler(request: DeleteNote, ctx: Context) -> DeletedNote:
    """Delete a note."""
    return writing.notes_delete(request, ctx)
