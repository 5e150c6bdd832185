"""POST /v1/invoices/representation/set"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.representation import writing
from bivelio_core.invoices.representation.models import IssuerRepresentation, SetRepresentation
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.representation_set",
    title="Declare the representation",
    scope="admin",
    action="set",
    paths=("/invoices/representation/set",),
    needs=Needs(
        reads=ONE,
        writes=(keys.REPRESENTATION, keys.EFFECT, AUDIT),
        uses=("producer", "seal_offered"),
    ),
)
def handler(request: SetRepresentation, ctx: Context) -> IssuerRepresentation:
    """Say that the issuer has empowered the platform to submit its records, by the signed model."""
    return writing.representation_set(request, ctx)
