"""POST /v1/messages/suppressions/remove"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.suppressions.actions import suppressions_remove
from bivelio_core.messages.suppressions.models import RemovedSuppression, RemoveSuppression
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "messages.suppressions_remove",
    scope="write",
    action="remove",
    paths=("/messages/suppressions/remove",),
    needs=Needs(reads=ONE, writes=(keys.SUPPRESSION, keys.EFFECT, AUDIT)),
)
def handler(request: RemoveSuppression, ctx: Context) -> RemovedSuppression:
    """Let a channel send to an address again."""
    return suppressions_remove.suppressions_remove(request, ctx)
