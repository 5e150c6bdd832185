"""POST /v1/messages/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages import reading
from bivelio_core.messages.models import ListMessages, MessagePage


@endpoint("messages.list", scope="read", title="List messages")
def handler(request: ListMessages, ctx: Context) -> MessagePage:
    """List the messages with a contact, or all, oldest first."""
    return reading.page(request, ctx)
