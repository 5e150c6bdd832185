"""POST /v1/invoices/settings_update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.settings import writing
from bivelio_core.invoices.settings.models import Settings, UpdateSettings
from bivelio_core.needs import AUDIT, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.settings_update",
    scope="admin",
    maximum_body_bytes=1_600_000,
    needs=Needs(
        writes=(keys.INVOICE_SETTINGS, keys.INVOICE_ISSUER, keys.EFFECT, AUDIT),
        uses=("producer", "seal_offered"),
        files=(Files("invoices/logos", ("write",)),),
    ),
)
def handler(request: UpdateSettings, ctx: Context) -> Settings:
    """Change the settings of invoicing."""
    return writing.settings_update(request, ctx)
