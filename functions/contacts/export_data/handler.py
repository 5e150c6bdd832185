"""POST /v1/contacts/export_data"""

from bivelio_core.contacts.actions import export_data
from bivelio_core.context import Context
from bivelio_core.data_export.models import DataExport, ExportContactData
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.needs import AUDIT, ONE, Access, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.export_data",
    scope="read",
    needs=Needs(
        reads=ONE,
        also=(Access((keys.DATA_EXPORT, AUDIT), ("PutItem",)),),
        sends=("transfers",),
        files=(Files("exports", ("read",)),),
    ),
)
def handler(request: ExportContactData, ctx: Context) -> DataExport | Accepted:
    """Export all that is stored about a contact as an archive."""
    data_export = export_data.export_data(request, ctx)
    return Accepted(data_export) if data_export.status == "running" else data_export
