"""POST /v1/integrations/connect"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations.actions import connect
from bivelio_core.integrations.models import ConnectedIntegration, ConnectIntegration
from bivelio_core.needs import AUDIT, MEMBERS, PAGE, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "integrations.connect",
    scope="admin",
    only_http="accounts are connected by people",
    needs=Needs(
        reads=PAGE,
        writes=(keys.CONNECTION, keys.LIMIT, keys.EFFECT, AUDIT),
        # whose account it is
        also=(Access((MEMBERS,), ("GetItem",)),),
        uses=("app_url", "google", "google_consent", "inbound_url", "mail_domain", "oauth"),
        timeout=28,  # a provider is asked whether the account works
    ),
)
def handler(request: ConnectIntegration, ctx: Context) -> ConnectedIntegration:
    """Connect an account at another service."""
    return connect.connect(request, ctx)
