"""POST /v1/invoices/archive_create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.invoices.books.archives import writing
from bivelio_core.invoices.books.archives.models import CreateArchive, InvoiceArchive
from bivelio_core.needs import AUDIT, Access, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.archive_create",
    title="Write an archive of invoices",
    scope="read",
    needs=Needs(
        also=(Access((keys.INVOICE_ARCHIVE, AUDIT), ("PutItem",)),),
        sends=("books",),
        files=(Files("books", ("read",)),),
    ),
)
def handler(request: CreateArchive, ctx: Context) -> InvoiceArchive | Accepted:
    """Write the invoices of a period and its books as a zip, and send a link to the adviser."""
    archive = writing.archive_create(request, ctx)
    return Accepted(archive) if archive.status == "running" else archive
