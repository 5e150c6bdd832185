"""POST /v1/messages/send"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.messages.actions import send
from bivelio_core.messages.models import SendMessage, SentMessage
from bivelio_core.needs import Files, Needs


@endpoint(
    "messages.send",
    scope="write",
    title="Send a message",
    needs=Needs(
        uses=("send_messages",),
        files=(Files("documents", ("read",)),),
        timeout=28,  # the provider is called in the request, for 8 s at most
        memory=1024,  # a file that goes with the message is held whole
    ),
)
def handler(request: SendMessage, ctx: Context) -> SentMessage | Accepted:
    """Send a message on WhatsApp, Telegram or by e-mail."""
    message = send.send(request, ctx)
    return Accepted(message) if message.status == "queued" else message
