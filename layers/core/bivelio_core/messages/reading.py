"""The operations that only read messages: they import nothing that sends one."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable, ValidationError
from bivelio_core.models import Pagination
from bivelio_core.providers.messaging.port import Channel
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.terms import Criteria, Exact, Term
from bivelio_core.store.keys import CONTACT, CONVERSATION
from bivelio_core.store.tenant_store import TenantStore

from . import conversation
from .conversation import Slot
from .lookup import load
from .models import (
    GetMessage,
    ListMessages,
    Message,
    MessagePage,
)
from .past import stored
from .show import show
from .terms import CHANNEL, MESSAGES

WINDOW = timedelta(hours=24)


def get(request: GetMessage, ctx: Context) -> Message:
    """Read a message."""
    return show(load(ctx.store, request.id).item)


def page(request: ListMessages, ctx: Context) -> MessagePage:
    """A page of messages, oldest first: of a conversation, or of the whole organisation."""
    if request.contact_id is None:
        if request.past:
            raise ValidationError.of("contact_id", "required")
        items, total = _of_organisation(request, ctx)
    else:
        items, total = _of_contact(request, request.contact_id, ctx.store)
    return MessagePage(messages=list(map(show, items)), pagination=Pagination.of(request, total))


def window_until(head: Item) -> str | None:
    """Return until when WhatsApp accepts messages other than templates; None when the contact has never written."""
    opened = head.get("window_at")
    return None if opened is None else clock.timestamp(clock.parse(opened) + WINDOW)


def _of_contact(request: ListMessages, contact_id: str, store: TenantStore) -> tuple[list[Item], int]:
    """Return a page of the messages of a contact, and of those that have become part of it."""
    try:
        contact = store.find(CONTACT, contact_id, consistent=False)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("contact_id", "not_found") from error
    if request.past:
        sks = resources.sort_keys(store, CONTACT, contact)
        of_whatsapp = request.channel in (None, "whatsapp")
        return stored.page(store, sks, request.page, request.per_page) if of_whatsapp else ([], 0)
    if resources.MERGED_IDS not in contact:
        return conversation.page(store, contact["SK"], request.channel, request.page, request.per_page)
    from . import united  # noqa: PLC0415 - few contacts are merged

    sks = resources.sort_keys(store, CONTACT, contact)
    return united.page(store, sks, request.channel, request.page, request.per_page)


def _of_organisation(request: ListMessages, ctx: Context) -> tuple[list[Item], int]:
    """Return a page of all messages, oldest first. The index lists the newest first, so pages are read from its end."""
    criteria = tuple(on_channel(request.channel))
    total = index_reader.list_page(ctx.store, MESSAGES, criteria, per_page=1).total
    first, last = (request.page - 1) * request.per_page, min(request.page * request.per_page, total)
    if first >= last:
        return [], total
    places = index_reader.ranked(ctx.store, MESSAGES, criteria, total - last, last - first)
    return _at(ctx.store, [Slot(place["contact"], place["slot"]) for place in reversed(places)]), total


def on_channel(channel: Channel | None) -> Criteria:
    """The criteria of the messages of a channel; of all without one."""
    return () if channel is None else ((Exact(Term(CHANNEL, channel)),),)


def _at(store: TenantStore, slots: list[Slot]) -> list[Item]:
    """The items at some places of conversations, in their order."""
    keys = [store.key(CONVERSATION, slot.sk, slot.contact) for slot in slots]
    items = store.table.get_many(keys, consistent=True)
    return [items[key] for key in keys]
