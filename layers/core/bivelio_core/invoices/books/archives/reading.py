"""Read how far an archive is, with the URL of its file."""

from bivelio_core.context import Context
from bivelio_core.store.keys import INVOICE_ARCHIVE

from .models import GetArchive, InvoiceArchive
from .showing import show_archive


def archive_get(request: GetArchive, ctx: Context) -> InvoiceArchive:
    """Read an archive. Raises ResourceForbidden, ResourceNotFound."""
    return show_archive(ctx.store.find(INVOICE_ARCHIVE, request.id), ctx.tenant)
