"""POST /v1/invoices/books_get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.books import reading
from bivelio_core.invoices.books.books_models import GetBooks, InvoiceBooks
from bivelio_core.needs import ONE, Files, Needs


@endpoint(
    "invoices.books_get",
    title="Read the books of a period",
    scope="read",
    needs=Needs(reads=ONE, files=(Files("books", ("read",)),)),
)
def handler(request: GetBooks, ctx: Context) -> InvoiceBooks:
    """Read whether books are written, and the URLs of their files."""
    return reading.books_get(request, ctx)
