"""Keep workflows from answering mails that a machine wrote (RFC 3834, section 2).

Otherwise two machines could answer each other for ever. Such an answer is stored as `failed`, so the workflow's author
sees in the step's output and in the conversation that it was not sent, and why. The run continues.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound
from bivelio_core.events import log
from bivelio_core.store.codec import Item

from . import lookup

if TYPE_CHECKING:
    from .models import SendMessage

REASON = "automatic_sender"
OF_AN_EVENT = "event:"


def is_answer(request: "SendMessage", contact: str, ctx: Context) -> bool:
    """Tell whether a run answers a machine's mail: the named one, or the one of this contact that started the run."""
    if ctx.chain is None or request.channel != "email":
        return False
    named = None if request.reply_to is None else _message(request.reply_to, ctx)
    if named is not None and named.get("automatic"):
        return True
    started_by = _started_by(ctx)
    return started_by is not None and bool(started_by.get("automatic")) and started_by["contact"] == contact


def _started_by(ctx: Context) -> Item | None:
    """Return the incoming message that started the run, or the run that in turn started this one."""
    root = (ctx.chain and ctx.chain.root) or ""
    if not root.startswith(OF_AN_EVENT):
        return None
    event = log.get(ctx.store, root.removeprefix(OF_AN_EVENT))
    if event is None or event.type != "message.received":
        return None
    return _message(str(event.data["message_id"]), ctx)


def _message(message_id: str, ctx: Context) -> Item | None:
    with suppress(ResourceNotFound, ResourceForbidden):
        return lookup.load_of_conversation(ctx.store, message_id).item
    return None
