"""POST /v1/secrets/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.secrets import reading
from bivelio_core.secrets.models import ListSecrets, SecretPage


@endpoint("secrets.list", scope="admin", needs=Needs(reads=PAGE))
def handler(request: ListSecrets, ctx: Context) -> SecretPage:
    """List the names and hosts of the secrets."""
    return reading.page(request, ctx)
