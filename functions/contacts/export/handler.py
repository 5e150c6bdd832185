"""POST /v1/contacts/export"""

from bivelio_core.contacts.transfer import exports
from bivelio_core.contacts.transfer.models import Export, ExportContacts
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.store.files import TenantFiles


@endpoint("contacts.export", scope="read")
def handler(request: ExportContacts, ctx: Context) -> Export | Accepted:
    """Export all matching contacts as CSV."""
    begun = exports.begin(request, ctx, TenantFiles.of(ctx.tenant))
    return Accepted(begun) if begun.status == "running" else begun
