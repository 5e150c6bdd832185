"""The messages of timelines: those of each channel have consecutive numbers, which are their order."""

import re
from collections.abc import Sequence
from functools import partial

from bivelio_core.ids import SEQUENCE_LENGTH
from bivelio_core.providers.messaging.port import CHANNELS, Channel
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, CONVERSATION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.timelines import TimelineRow, TimelineSource, below

from . import conversation
from .past import stored
from .show import show


def _read(channel: Channel, store: TenantStore, contact: Item, before: str | None, limit: int) -> list[TimelineRow]:
    """One Query, or of one with parts as many as find the place in each of their logs."""
    if resources.MERGED_IDS in contact:
        return _read_together(channel, store, contact, before, limit)
    high = f"{channel}#~" if before is None else below(before)
    items = store.query(
        CONVERSATION, contact["SK"], low=f"{channel}#", high=high, descending=True, limit=limit, consistent=True
    )
    return [TimelineRow(item["SK"], item["created_at"], _data(item)) for item in items]


def _read_together(
    channel: Channel, store: TenantStore, contact: Item, before: str | None, limit: int
) -> list[TimelineRow]:
    """Rows of a contact and of those that have become part of it: a position is a number among all of them."""
    from .united import Together  # noqa: PLC0415 - few contacts are merged

    together = Together(store, resources.sort_keys(store, CONTACT, contact), [channel])
    newest = together.total if before is None else min(together.total, conversation.number_of(before) - 1)
    oldest = max(0, newest - limit)
    items = together.messages(oldest, newest)
    numbers = range(oldest + 1, oldest + len(items) + 1)
    return [
        TimelineRow(conversation.slot_of(contact["SK"], channel, number).sk, item["created_at"], _data(item))
        for number, item in zip(reversed(numbers), reversed(items), strict=True)
    ]


def _data(item: Item) -> dict[str, object]:
    return show(item).model_dump(mode="json", by_alias=True)


def of_channel(channel: Channel) -> TimelineSource:
    """The messages of a channel."""
    form = re.compile(rf"{channel}#[0-9a-z]{{{SEQUENCE_LENGTH}}}")
    return TimelineSource("messages:read", form, partial(_read, channel))


def _read_past(store: TenantStore, contact: Item, before: str | None, limit: int) -> list[TimelineRow]:
    """One Query for the contact, and one for each that has become part of it."""
    sks = resources.sort_keys(store, CONTACT, contact)
    items = stored.newest(store, sks, None if before is None else below(before), limit)
    return [TimelineRow(item["SK"], item["created_at"], _data(item)) for item in items]


def of_contacts(store: TenantStore, contacts: Sequence[Item]) -> set[str]:
    """With which of some contacts there are messages, of the past too: by sort key."""
    heads = {
        store.key(CONVERSATION, sk, contact["SK"]): contact["SK"]
        for contact in contacts
        for sk in (conversation.HEAD, stored.COUNT)
    }
    return {heads[key] for key in store.table.get_many(list(heads), consistent=True)}


PAST = TimelineSource("messages:read", re.compile(r"past#[0-9TZ:.-]{20,30}#msg_[0-9a-z]{16}"), _read_past)
SOURCES = {channel: of_channel(channel) for channel in CHANNELS}
