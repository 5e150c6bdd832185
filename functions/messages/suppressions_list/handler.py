"""POST /v1/messages/suppressions/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages.suppressions import reading
from bivelio_core.messages.suppressions.models import ListSuppressions, SuppressionPage
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "messages.suppressions_list",
    title="List the suppressed addresses",
    scope="read",
    action="list",
    paths=("/messages/suppressions/list",),
    needs=Needs(reads=PAGE),
)
def handler(request: ListSuppressions, ctx: Context) -> SuppressionPage:
    """List the addresses to which a channel sends no more, the newest first."""
    return reading.suppressions_list(request, ctx)
