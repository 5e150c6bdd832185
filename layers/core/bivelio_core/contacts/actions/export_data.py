"""Export all that is stored about a contact (GDPR, articles 15 and 20)."""

from bivelio_core.context import Context
from bivelio_core.data_export import records
from bivelio_core.data_export.models import DataExport, ExportContactData
from bivelio_core.store.keys import CONTACT, public_id


def export_data(request: ExportContactData, ctx: Context) -> DataExport:
    """Begin an export; the worker writes it. Raises ResourceForbidden, ResourceNotFound.

    A request that is repeated with its Idempotency-Key begins no second export.
    """
    contact = ctx.store.find(CONTACT, request.id)
    subject = {"contact_id": public_id(CONTACT, ctx.organisation, contact), "contact": contact["SK"]}
    return records.begin(ctx, subject, "contacts.export_data")
