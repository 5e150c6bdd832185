"""POST /v1/integrations/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import reading
from bivelio_core.integrations.models import Connection, GetIntegration
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "integrations.get",
    title="Read a connection",
    scope="admin",
    needs=Needs(reads=PAGE, uses=("inbound_url", "mail_domain")),
)
def handler(request: GetIntegration, ctx: Context) -> Connection:
    """Read a connection; its secrets are never shown."""
    return reading.get(request, ctx)
