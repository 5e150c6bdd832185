"""POST /v1/invoices/archive_get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.books.archives import reading
from bivelio_core.invoices.books.archives.models import GetArchive, InvoiceArchive
from bivelio_core.needs import ONE, Files, Needs


@endpoint(
    "invoices.archive_get",
    title="Read an archive of invoices",
    scope="read",
    needs=Needs(reads=ONE, files=(Files("books", ("read",)),)),
)
def handler(request: GetArchive, ctx: Context) -> InvoiceArchive:
    """Read how far an archive is, and the URL of its file."""
    return reading.archive_get(request, ctx)
