"""Read exports of data: beside those that other operations of contacts need, which load nothing of exports."""

from bivelio_core.context import Context

from . import records
from .models import DataExport, GetDataExport


def export_data_status(request: GetDataExport, ctx: Context) -> DataExport:
    """How far an export of a contact's data is. Raises ResourceForbidden, ResourceNotFound."""
    return records.find(ctx, request.id, of_contacts=True)
