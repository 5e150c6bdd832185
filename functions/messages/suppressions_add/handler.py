"""POST /v1/messages/suppressions/add"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.suppressions.actions import suppressions_add
from bivelio_core.messages.suppressions.models import AddSuppression, Suppression
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "messages.suppressions_add",
    title="Suppress an address",
    scope="write",
    action="add",
    paths=("/messages/suppressions/add",),
    undone_by="messages.suppressions_remove",
    needs=Needs(reads=ONE, writes=(keys.SUPPRESSION, keys.EFFECT, AUDIT)),
)
def handler(request: AddSuppression, ctx: Context) -> Suppression:
    """Have a channel send no more to an address."""
    return suppressions_add.suppressions_add(request, ctx)
