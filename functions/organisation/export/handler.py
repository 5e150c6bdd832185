"""POST /v1/organisation/export"""

from bivelio_core.context import Context
from bivelio_core.data_export.models import DataExport, ExportOrganisation
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.identity.organisation.actions import export
from bivelio_core.needs import AUDIT, ORGANISATIONS, SESSIONS, USERS, Access, Files, Needs, live
from bivelio_core.store import keys


@endpoint(
    "organisation.export",
    scope="admin",
    actors=("user",),
    opens_day=False,
    needs=Needs(
        reads=Access(
            (ORGANISATIONS, USERS, SESSIONS, live(keys.DATA_EXPORT), live(keys.REQUEST_SETTINGS)), ("GetItem",)
        ),
        also=(Access((live(keys.DATA_EXPORT), AUDIT), ("PutItem",)),),
        sends=("transfers",),
        files=(Files("exports", ("read",)),),
    ),
)
def handler(request: ExportOrganisation, ctx: Context) -> DataExport | Accepted:
    """Export all data of the organisation as an archive."""
    data_export = export.export(request, ctx)
    return Accepted(data_export) if data_export.status == "running" else data_export
