"""POST /v1/messages/send"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.messages import service
from bivelio_core.messages.models import SendMessage, SentMessage


@endpoint("messages.send", scope="write", title="Send a message")
def handler(request: SendMessage, ctx: Context) -> SentMessage | Accepted:
    """Send a message on WhatsApp, Telegram or by e-mail."""
    message = service.send(request, ctx)
    return Accepted(message) if message.status == "queued" else message
