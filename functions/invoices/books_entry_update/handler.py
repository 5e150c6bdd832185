"""POST /v1/invoices/books_entry_update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.books import writing
from bivelio_core.invoices.books.entry_models import BooksEntryOfInvoice, UpdateBooksEntry
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.books_entry_update",
    title="Say how a received invoice is entered in the books",
    scope="write",
    undone_by="invoices.books_entry_update",
    needs=Needs(writes=(keys.INVOICE, keys.EFFECT)),
)
def handler(request: UpdateBooksEntry, ctx: Context) -> BooksEntryOfInvoice:
    """Say how a received invoice is entered in the books: when it was received, what may be deducted."""
    return writing.books_entry_update(request, ctx)
