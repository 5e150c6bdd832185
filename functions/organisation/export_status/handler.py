"""POST /v1/organisation/export_status"""

from bivelio_core.context import Context
from bivelio_core.data_export.models import DataExport, GetDataExport
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.organisation import reading
from bivelio_core.needs import Access, Files, Needs, live
from bivelio_core.store import keys


@endpoint(
    "organisation.export_status",
    title="Get an export of the organisation",
    scope="admin",
    actors=("user",),
    opens_day=False,
    needs=Needs(
        reads=Access((live(keys.DATA_EXPORT), live(keys.REQUEST_SETTINGS)), ("GetItem",)),
        files=(Files("exports", ("read",)),),
    ),
)
def handler(request: GetDataExport, ctx: Context) -> DataExport:
    """Get the status of an export of the organisation, and the URL of its archive."""
    return reading.export_status(request, ctx)
