"""POST /v1/contacts/export_data_status"""

from bivelio_core.context import Context
from bivelio_core.data_export import reading
from bivelio_core.data_export.models import DataExport, GetDataExport
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs


@endpoint(
    "contacts.export_data_status",
    title="Get an export of a contact's data",
    scope="read",
    needs=Needs(reads=ONE, files=(Files("exports", ("read",)),)),
)
def handler(request: GetDataExport, ctx: Context) -> DataExport:
    """Get the status of an export of a contact's data, and the URL of its archive."""
    return reading.export_data_status(request, ctx)
