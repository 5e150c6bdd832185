"""POST /v1/invoices/representation/end"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.representation.actions import representation_end
from bivelio_core.invoices.representation.models import EndRepresentation, IssuerRepresentation
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.representation_end",
    title="End the representation",
    scope="admin",
    action="end",
    paths=("/invoices/representation/end",),
    needs=Needs(
        reads=ONE,
        writes=(keys.REPRESENTATION, keys.EFFECT, AUDIT),
        uses=("producer", "seal_offered"),
    ),
)
def handler(request: EndRepresentation, ctx: Context) -> IssuerRepresentation:
    """End the power of the platform to submit the issuer's records."""
    return representation_end.representation_end(request, ctx)
