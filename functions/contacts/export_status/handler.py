"""POST /v1/contacts/export_status"""

from bivelio_core.contacts.transfer import reading
from bivelio_core.contacts.transfer.models import Export, GetExport
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs


@endpoint(
    "contacts.export_status",
    title="Get an export of contacts",
    scope="read",
    needs=Needs(reads=ONE, files=(Files("exports", ("read",)),)),
)
def handler(request: GetExport, ctx: Context) -> Export:
    """Get the status of an export, and the URL of its file."""
    return reading.export_status(request, ctx)
