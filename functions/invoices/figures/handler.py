"""POST /v1/invoices/figures"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.books import reading
from bivelio_core.invoices.books.models import Figures, GetFigures
from bivelio_core.needs import Needs


@endpoint(
    "invoices.figures",
    title="Compute the figures of a tax form",
    scope="read",
    only_reads=True,
    needs=Needs(timeout=28, memory=1024),
)
def handler(request: GetFigures, ctx: Context) -> Figures:
    """Compute the figures of AEAT's form 303, 347, 349, 111 or 130, with the invoices behind each box."""
    return reading.figures(request, ctx)
