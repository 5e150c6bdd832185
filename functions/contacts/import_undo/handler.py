"""POST /v1/contacts/import_undo"""

from bivelio_core.contacts.transfer.actions import import_undo
from bivelio_core.contacts.transfer.models import Import, UndoImport
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.needs import AUDIT, ONE, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.import_undo",
    title="Undo an import",
    scope="write",
    needs=Needs(
        reads=ONE,
        writes=(keys.IMPORT, AUDIT),
        sends=("transfers",),
        files=(Files("imports", ("read",)),),  # the URL of the report
    ),
)
def handler(request: UndoImport, ctx: Context) -> Import | Accepted:
    """Undo an import: remove what it made, put back what it changed."""
    contact_import = import_undo.import_undo(request, ctx)
    return Accepted(contact_import) if contact_import.status == "undoing" else contact_import
