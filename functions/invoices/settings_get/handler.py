"""POST /v1/invoices/settings_get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices import settings_service
from bivelio_core.invoices.settings_models import GetSettings, Settings


@endpoint("invoices.settings_get", scope="read")
def handler(request: GetSettings, ctx: Context) -> Settings:
    """Read the settings of invoicing."""
    return settings_service.get(request, ctx)
