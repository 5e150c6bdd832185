"""POST /v1/secrets/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.secrets import writing
from bivelio_core.secrets.models import DeletedSecret, DeleteSecret
from bivelio_core.store import keys


@endpoint(
    "secrets.delete", scope="admin", needs=Needs(reads=PAGE, writes=(keys.SECRET, keys.LIMIT, keys.EFFECT, AUDIT))
)
def handler(request: DeleteSecret, ctx: Context) -> DeletedSecret:
    """Remove a secret."""
    return writing.delete(request, ctx)
