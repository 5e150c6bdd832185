"""POST /v1/messages/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.messages import reading
from bivelio_core.messages.models import GetMessage, Message
from bivelio_core.needs import ONE, Needs


@endpoint("messages.get", title="Read a message", scope="read", needs=Needs(reads=ONE))
def handler(request: GetMessage, ctx: Context) -> Message:
    """Read a message, and how far it has come."""
    return reading.get(request, ctx)
