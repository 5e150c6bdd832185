"""POST /v1/invoices/books_create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.invoices.books import writing
from bivelio_core.invoices.books.books_models import CreateBooks, InvoiceBooks
from bivelio_core.needs import AUDIT, Access, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.books_create",
    title="Write the books of a period",
    scope="read",
    needs=Needs(
        also=(Access((keys.INVOICE_BOOKS, AUDIT), ("PutItem",)),),
        sends=("books",),
        files=(Files("books", ("read", "write")),),
        layers=("pdf",),
        timeout=28,
        memory=1024,
    ),
)
def handler(request: CreateBooks, ctx: Context) -> InvoiceBooks | Accepted:
    """Write the books of a period as AEAT's unified books, as a spreadsheet or CSV."""
    books = writing.books_create(request, ctx)
    return Accepted(books) if books.status == "running" else books
