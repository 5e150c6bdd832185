"""POST /v1/workflows/rotate_url"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, INBOUND_TOKENS, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.actions import rotate_url
from bivelio_core.workflows.models import InboundUrl, RotateUrl


@endpoint(
    "workflows.rotate_url",
    title="Renew the URL of a workflow",
    scope="admin",
    shows_secret=True,
    needs=Needs(writes=(keys.WORKFLOW_ADDRESS, INBOUND_TOKENS, AUDIT), uses=("inbound_url",)),
)
def handler(request: RotateUrl, ctx: Context) -> InboundUrl:
    """Make a new URL that starts an inbound workflow; those before it end"""
    return rotate_url.rotate_url(request, ctx)
