"""POST /v1/invoices/declaration"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.declaration import reading
from bivelio_core.invoices.declaration.models import Declaration, GetDeclaration
from bivelio_core.needs import ONE, Needs


@endpoint(
    "invoices.declaration",
    scope="read",
    title="Declaration of responsibility",
    needs=Needs(reads=ONE, uses=("producer",), layers=("pdf",), memory=1024),
)
def handler(request: GetDeclaration, ctx: Context) -> Declaration:
    """Read the producer's declaration of responsibility for the program, and who issues by this account."""
    return reading.declaration(request, ctx)
