"""POST /v1/secrets/set"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.secrets import writing
from bivelio_core.secrets.models import Secret, SetSecret
from bivelio_core.store import keys


@endpoint(
    "secrets.set",
    title="Set a secret",
    scope="admin",
    needs=Needs(reads=PAGE, writes=(keys.SECRET, keys.LIMIT, keys.EFFECT, AUDIT), uses=("seal_secrets",)),
)
def handler(request: SetSecret, ctx: Context) -> Secret:
    """Set a secret, which is never shown again."""
    return writing.set_(request, ctx)
