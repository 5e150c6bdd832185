"""POST /v1/invoices/representation/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.representation import reading
from bivelio_core.invoices.representation.models import GetRepresentation, IssuerRepresentation
from bivelio_core.needs import ONE, Needs


@endpoint(
    "invoices.representation_get",
    title="Read the representation",
    scope="read",
    action="get",
    paths=("/invoices/representation/get",),
    needs=Needs(reads=ONE, uses=("producer", "seal_offered")),
)
def handler(request: GetRepresentation, ctx: Context) -> IssuerRepresentation:
    """Read whether the platform may submit the issuer's records, and with which certificate they are submitted."""
    return reading.representation_get(request, ctx)
