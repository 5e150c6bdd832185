"""POST /v1/organisation/erase_cancel"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.erasure.models import Erasure
from bivelio_core.identity.organisation.actions import erase_cancel
from bivelio_core.identity.organisation_models import CancelErasure
from bivelio_core.needs import AUDIT, ERASURES, Access, Needs, live
from bivelio_core.store import keys


@endpoint(
    "organisation.erase_cancel",
    title="Cancel the erasure of your organisation",
    scope="admin",
    actors=("user",),
    opens_day=False,
    undone_by="organisation.erase",
    needs=Needs(
        reads=Access((ERASURES, live(keys.REQUEST_SETTINGS)), ("GetItem",)),
        also=(Access((ERASURES, AUDIT), ("PutItem", "UpdateItem")),),
    ),
)
def handler(request: CancelErasure, ctx: Context) -> Erasure:
    """Take the erasure of your organisation back before it begins."""
    return erase_cancel.erase_cancel(request, ctx)
