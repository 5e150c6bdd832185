"""POST /v1/integrations/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import reading
from bivelio_core.integrations.models import ConnectionPage, ListIntegrations
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "integrations.list",
    title="List connections",
    scope="admin",
    needs=Needs(reads=PAGE, uses=("inbound_url", "mail_domain")),
)
def handler(request: ListIntegrations, ctx: Context) -> ConnectionPage:
    """List connections, newest first."""
    return reading.page(request, ctx)
