"""POST /v1/contacts/export"""

from bivelio_core.contacts.transfer.actions import export
from bivelio_core.contacts.transfer.models import Export, ExportContacts
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.needs import AUDIT, Access, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.export",
    scope="read",
    needs=Needs(
        also=(Access((keys.EXPORT, AUDIT), ("PutItem",)),),
        sends=("transfers",),
        files=(Files("exports", ("read", "write")),),
        timeout=28,
    ),
)
def handler(request: ExportContacts, ctx: Context) -> Export | Accepted:
    """Export all matching contacts as CSV."""
    contact_export = export.export(request, ctx)
    return Accepted(contact_export) if contact_export.status == "running" else contact_export
