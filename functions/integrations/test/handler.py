"""POST /v1/integrations/test"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations.actions import test
from bivelio_core.integrations.models import Connection, TestIntegration
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "integrations.test",
    title="Test a connection",
    scope="admin",
    only_http="accounts are connected by people",
    needs=Needs(
        reads=PAGE,
        writes=(keys.CONNECTION,),
        uses=("google", "google_consent", "inbound_url", "mail_domain"),
        timeout=28,
    ),
)
def handler(request: TestIntegration, ctx: Context) -> Connection:
    """Ask the service whether the account works."""
    return test.test(request, ctx)
