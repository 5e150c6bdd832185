"""Append a new message, only once, to its conversation and to the organisation's list, in one transaction.

The place in the organisation's list (`MESSAGE`) carries the number that the public id begins with, so an id leads to
its message by one small item. The newest place of each conversation is marked, and the list of conversations is the
list of these.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from bivelio_core import ids
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.providers.messaging.port import Channel
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

from . import conversation, told
from .conversation import Made, Slot
from .inbox import states
from .party import Find, Party
from .terms import MESSAGES

TRIES = 12
LONGEST_PAUSE_SECONDS = 0.4
Once = Sequence[Write]


class AlreadyThere(Exception):
    """The message exists already: a write that makes it happen once has failed. `item` is the item it found."""

    def __init__(self, item: Item) -> None:
        super().__init__("the message is there already")
        self.item = item


class NumberedMessage(NamedTuple):
    """The id of a message that is about to be appended, with the parts that its place is stored by."""

    id: str
    sk: str
    random: str


def number(store: TenantStore) -> NumberedMessage:
    """Lease the number of a new message. The caller must append it directly afterwards, as the list relies on that."""
    sequence, random_part = store.lease_sequence(keys.MESSAGE), ids.random_text(ids.RANDOM_LENGTH)
    public = ids.sequenced_id("message", store.tenant.organisation, sequence, random_part)
    return NumberedMessage(public, keys.sequence_sk(sequence), random_part)


def next_slot(party: Party, channel: Channel) -> Slot:
    """The place that the next message on a channel gets."""
    return conversation.slot_of(party.contact.sk, channel, party.head.counts[channel] + 1)


def append(
    store: TenantStore,
    numbered: NumberedMessage,
    find: Find,
    about: Mapping[str, Any],
    head: Update,
    marker_writes: Once = (),
    *,
    before_writing: Callable[[Slot], None] | None = None,
) -> Made:
    """Append a message, with the writes that make it happen once, for the contact that `find` finds or creates.

    `before_writing` is called with each place that the message may get, before it is there. Tried again while others
    append to the same conversation. Raises AlreadyThere when one of `marker_writes` does not hold, ChangedMeanwhile
    when others were always faster.
    """
    for attempt in range(TRIES):
        contact, before, _ = find()
        channel: Channel = about["channel"]
        slot = next_slot(Party(contact, before), channel)
        public = contact.public_id(store.tenant.organisation)
        item = {**about, "message_id": numbered.id, "contact_id": public, "contact": contact.sk, "place": numbered.sk}
        by_head = {told.BY_HEAD: True} if told.is_told_by_head(item) else {}
        newest = {"newest": numbered.sk, "newest_channel": channel, "newest_slot": slot.sk, "contact_id": public}
        first = {} if before.item else {"first_channel": channel}
        state = states.after_message(before.item, item)
        changed = _changed(head, before.item, state, {**newest, **first, **told.of_head(item)})
        listed = states.listed({**state, "unread": _unread(head, before.item)})
        writes = [
            *marker_writes,
            *conversation.appended(store, slot, before, {**item, **by_head}, changed),
            store.put_write(
                keys.MESSAGE, numbered.sk, {**_place(numbered, slot, channel), **listed}, condition=absent()
            ),
            *_superseded(store, before.item),
            *contact.writes,
        ]
        if before_writing is not None:
            before_writing(slot)
        try:
            store.transact(writes)
        except TransactionFailed as failure:
            for position in range(len(marker_writes)):
                if (found := failure.items.get(position)) is not None:
                    raise AlreadyThere(found) from failure
            time.sleep(random.uniform(0, min(LONGEST_PAUSE_SECONDS, 0.01 * 2**attempt)))  # noqa: S311 - jitter
            continue
        return Made(slot, {"SK": slot.sk, "n": before.total + 1, **item})
    raise ChangedMeanwhile


def _place(numbered: NumberedMessage, slot: Slot, channel: Channel) -> dict[str, Any]:
    return {
        "version": 1,
        "random": numbered.random,
        "contact": slot.contact,
        "slot": slot.sk,
        "channel": channel,
        "is_newest": True,
    }


def _changed(head: Update, before: Item, state: Item, about: Mapping[str, Any]) -> Update:
    """The change of a conversation's head by a message: what the caller changes, the newest message, and the state."""
    moved = states.update_of(before, state)
    return head._replace(set={**head.set, **about, **moved.set}, remove=[*head.remove, *moved.remove])


def _unread(head: Update, before: Item) -> int:
    """How many messages are unread once the head is changed."""
    return int(head.set.get("unread", before.get("unread", 0) + head.add.get("unread", 0)))


def _superseded(store: TenantStore, head: Item) -> list[Write]:
    """Return the writes that turn the newest place so far into an older one and announce this to the lists."""
    if "newest" not in head:
        return []
    before = states.place_of(head)
    version = before["version"]
    after = {"SK": head["newest"], "version": version + 1, "channel": head["newest_channel"]}
    change = Update(set={"version": version + 1}, remove=["is_newest", *states.LISTED])
    return [
        *index_changes.announcement(store, MESSAGES, before, after),
        store.update_write(keys.MESSAGE, head["newest"], change, condition=equals("version", version)),
    ]
