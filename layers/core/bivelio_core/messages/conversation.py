"""The conversation with one contact: its messages have consecutive numbers, so pages are found by arithmetic.

In the partition of a contact the items are

    HEAD             how many messages there are, of each channel, and what the list of conversations shows
    <channel>#<k>    the k-th message on a channel
    all#<n>          how many of each channel are among the first n; from the message on that began a second channel

A page of one channel is one range of its numbers. A page of all of them is a range of each channel's, between the
counts before its first message and after its last one, so that it costs its own messages and two small items.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bivelio_core import ids
from bivelio_core.providers.messaging.port import CHANNELS, Channel
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION, sequence_sk
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, Write, absent, equals

HEAD = "HEAD"
Counts = Mapping[str, int]
NONE: Counts = dict.fromkeys(CHANNELS, 0)


class Slot(NamedTuple):
    """The place of a message: its contact's sort key and its own."""

    contact: str
    sk: str


class Made(NamedTuple):
    """An appended message: its place and its item."""

    slot: Slot
    item: Item


class ConversationHead(NamedTuple):
    """The counts of a conversation, and the rest of its item."""

    counts: Counts
    item: Item

    @classmethod
    def of(cls, item: Item | None) -> "ConversationHead":
        """The head that is stored as an item; of no messages when there is none."""
        values = item or {}
        return cls({channel: int(values.get(channel, 0)) for channel in CHANNELS}, values)

    @property
    def total(self) -> int:
        """How many messages there are."""
        return sum(self.counts.values())

    @property
    def mixed_from(self) -> int | None:
        """The number of the first message on a second channel; None while there is one channel."""
        number = self.item.get("mixed_from")
        return None if number is None else int(number)


def head(store: TenantStore, contact: str, *, consistent: bool = True) -> ConversationHead:
    """Read the head of a conversation; an empty head when there are no messages."""
    return ConversationHead.of(store.get(CONVERSATION, HEAD, contact, consistent=consistent))


def slot_of(contact: str, channel: Channel, number: int) -> Slot:
    """Return the place of a channel's message by its number."""
    return Slot(contact, f"{channel}#{sequence_sk(number)}")


def number_of(sk: str) -> int:
    """The number of a message among those of its channel, by its sort key."""
    return ids.decode_sequence(sk.partition("#")[2])


def appended(
    store: TenantStore, slot: Slot, before: ConversationHead, attributes: Mapping[str, Any], changed: Update
) -> list[Write]:
    """The writes that append a message, at the position that `before` gives it.

    They fail when another message has been appended meanwhile. `changed` holds further attributes of the head.
    """
    channel: Channel = attributes["channel"]
    number = before.total + 1
    counts = {**before.counts, channel: before.counts[channel] + 1}
    begins_mix = before.mixed_from is None and counts[channel] != number
    mix = {"mixed_from": number} if begins_mix else {}
    unchanged: Condition = equals("total", before.total) if before.item else absent()
    about = {**changed.set, channel: counts[channel], "total": number, **mix}
    writes: list[Write] = [
        store.update_write(CONVERSATION, HEAD, changed._replace(set=about), slot.contact, condition=unchanged),
        store.put_write(CONVERSATION, slot.sk, {"n": number, **attributes}, slot.contact, condition=absent()),
    ]
    if begins_mix or before.mixed_from is not None:
        writes.append(store.put_write(CONVERSATION, _all(number), counts, slot.contact))
    return writes


def message(store: TenantStore, slot: Slot, *, consistent: bool = True) -> Item | None:
    """The message at a place."""
    return store.get(CONVERSATION, slot.sk, slot.contact, consistent=consistent)


def page(
    store: TenantStore, contact: str, channel: Channel | None, page_number: int, per_page: int
) -> tuple[list[Item], int]:
    """A page of the messages, oldest first, and how many there are."""
    conversation_head = head(store, contact)
    total = conversation_head.total if channel is None else conversation_head.counts[channel]
    first, last = (page_number - 1) * per_page + 1, min(page_number * per_page, total)
    if first > last:
        return [], total
    if channel is not None:
        return numbered(store, contact, channel, first, last), total
    low, high = _counts(store, contact, conversation_head, first - 1, last)
    items = [
        item
        for each in CHANNELS
        if high[each] > low[each]
        for item in numbered(store, contact, each, low[each] + 1, high[each])
    ]
    return sorted(items, key=lambda item: item["n"]), total


def _counts(
    store: TenantStore, contact: str, conversation_head: ConversationHead, first: int, last: int
) -> tuple[Counts, Counts]:
    """Return each channel's share of the first n messages, for two values of n; reads one small range."""
    counted = {number: _counted(conversation_head, number) for number in (first, last)}
    if None in counted.values():
        items = store.query(CONVERSATION, contact, low=_all(first), high=_all(last))
        items_by_key = {item["SK"]: item for item in items}
        for number in (each for each, counts in counted.items() if counts is None):
            item = items_by_key.get(_all(number)) or store.get(CONVERSATION, _all(number), contact) or {}
            counted[number] = {channel: int(item.get(channel, 0)) for channel in CHANNELS}
    return counted[first] or NONE, counted[last] or NONE


def _counted(conversation_head: ConversationHead, number: int) -> Counts | None:
    """Return the counts among the first n messages if they follow from the head."""
    if number == 0:
        return NONE
    if number == conversation_head.total:
        return conversation_head.counts
    if conversation_head.mixed_from is None or number < conversation_head.mixed_from:
        return {**NONE, _first_channel(conversation_head): number}
    return None


def _first_channel(conversation_head: ConversationHead) -> str:
    """The channel of the first message: the only one before `mixed_from`."""
    return str(conversation_head.item["first_channel"])


def numbered(store: TenantStore, contact: str, channel: Channel, first: int, last: int) -> list[Item]:
    """Messages of a channel by their numbers; read again, strongly consistent, when the newest are not there yet."""
    low, high = slot_of(contact, channel, first).sk, slot_of(contact, channel, last).sk
    items: Sequence[Item] = store.query(CONVERSATION, contact, low=low, high=high)
    if len(items) < last - first + 1:
        items = store.query(CONVERSATION, contact, low=low, high=high, consistent=True)
    return list(items)


def _all(number: int) -> str:
    return f"all#{ids.encode_sequence(number)}"
