"""POST /v1/contacts/import"""

from bivelio_core.contacts.transfer.actions import import_
from bivelio_core.contacts.transfer.models import Import, ImportContacts
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.needs import ONE, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.import",
    title="Import contacts",
    scope="write",
    maximum_body_bytes=2_000_000,
    needs=Needs(
        reads=ONE,
        writes=(keys.IMPORT,),
        sends=("transfers",),
        # a signed URL that it returns has only the function's own permission
        files=(Files("imports", ("read", "write")),),
    ),
)
def handler(request: ImportContacts, ctx: Context) -> Import | Accepted:
    """Import contacts from CSV: start, upload the file, continue."""
    contact_import = import_.import_(request, ctx)
    return Accepted(contact_import) if contact_import.status == "running" else contact_import
