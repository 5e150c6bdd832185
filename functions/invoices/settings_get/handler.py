"""POST /v1/invoices/settings_get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.settings import reading
from bivelio_core.invoices.settings.models import GetSettings, Settings
from bivelio_core.needs import Needs


@endpoint("invoices.settings_get", scope="read", needs=Needs(uses=("producer", "seal_offered")))
def handler(request: GetSettings, ctx: Context) -> Settings:
    """Read the settings of invoicing."""
    return reading.settings_get(request, ctx)
