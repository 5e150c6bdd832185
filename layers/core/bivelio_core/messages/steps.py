"""The message step of workflows: it takes what the endpoint takes."""

from typing import TYPE_CHECKING

from .actions.send import send as send_message
from .models import SendMessage, SentMessage

if TYPE_CHECKING:
    from bivelio_core.effects import Call


def send(request: SendMessage, call: "Call") -> SentMessage:
    """message.send: the message, sent once even if the step is retried; `queued` when the provider takes long."""
    return send_message(request, call.ctx)
