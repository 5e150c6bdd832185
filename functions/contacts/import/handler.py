"""POST /v1/contacts/import"""

from bivelio_core.contacts.transfer import imports
from bivelio_core.contacts.transfer.models import Import, ImportContacts
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.store.files import TenantFiles


@endpoint("contacts.import", scope="write", maximum_body_bytes=2_000_000)
def handler(request: ImportContacts, ctx: Context) -> Import | Accepted:
    """Import contacts from CSV: start, upload the file, continue."""
    begun = imports.begin(request, ctx, TenantFiles.of(ctx.tenant))
    return Accepted(begun) if begun.status == "running" else begun
