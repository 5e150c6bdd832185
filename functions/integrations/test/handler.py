"""POST /v1/integrations/test"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import service
from bivelio_core.integrations.models import Connection, TestIntegration


@endpoint("integrations.test", scope="admin")
def handler(request: TestIntegration, ctx: Context) -> Connection:
    """Ask the service whether the account works."""
    return service.test(request, ctx)
