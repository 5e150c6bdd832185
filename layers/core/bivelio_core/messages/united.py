"""The messages of a contact together with those of the contacts that have become part of it, in order of time.

Each channel of each conversation is a log with consecutive numbers. How many of each are among the first n of all
follows from a second: so many were there by then, found by bisecting each log. Messages of one second are taken log by
log. So the first n always are the first n, also where two of a log were written in another order than their times.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.providers.messaging.port import CHANNELS, Channel
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION
from bivelio_core.store.tenant_store import TenantStore

from . import conversation
from .conversation import HEAD, ConversationHead


class Log(NamedTuple):
    """The messages of a contact on a channel, and how many there are."""

    contact: str
    channel: Channel
    length: int


def heads(store: TenantStore, contacts: Sequence[str]) -> list[ConversationHead]:
    """The heads of the conversations of contacts, by their sort keys. One batch of reads."""
    keys = [store.key(CONVERSATION, HEAD, contact) for contact in contacts]
    items = store.table.get_many(keys, consistent=True)
    return [ConversationHead.of(items.get(key)) for key in keys]


def page(
    store: TenantStore, contacts: Sequence[str], channel: Channel | None, page_number: int, per_page: int
) -> tuple[list[Item], int]:
    """A page of the messages of several contacts, oldest first, and how many there are."""
    together = Together(store, contacts, CHANNELS if channel is None else (channel,))
    last = min(page_number * per_page, together.total)
    return together.messages((page_number - 1) * per_page, last), together.total


class Together:
    """The logs of some contacts on some channels, as one."""

    def __init__(self, store: TenantStore, contacts: Sequence[str], channels: Sequence[Channel]) -> None:
        self.store, self._contacts = store, contacts
        self._logs = [
            Log(contact, channel, head.counts[channel])
            for contact, head in zip(contacts, heads(store, contacts), strict=True)
            for channel in channels
            if head.counts[channel]
        ]
        self.total = sum(log.length for log in self._logs)
        self._seconds: dict[tuple[Log, int], int] = {}

    def messages(self, first: int, last: int) -> list[Item]:
        """The messages behind the first `first` up to the `last` one, oldest first."""
        if first >= last:
            return []
        low, high = self._shares(first), self._shares(last)
        rows = [
            (item["created_at"], self._contacts.index(log.contact), item["n"], item)
            for log, begin, end in zip(self._logs, low, high, strict=True)
            if end > begin
            for item in conversation.numbered(self.store, log.contact, log.channel, begin + 1, end)
        ]
        return [row[-1] for row in sorted(rows, key=lambda row: row[:-1])]

    def _shares(self, number: int) -> list[int]:
        """How many of each log are among the first `number` of all."""
        if number in (0, self.total) or len(self._logs) == 1:
            return [min(number, log.length) for log in self._logs]
        seconds = range(
            min(self._second(log, 1) for log in self._logs),
            max(self._second(log, log.length) for log in self._logs) + 1,
        )
        place = bisect_left(seconds, number, key=lambda second: sum(self._until(second)))
        shares = self._until(seconds[place - 1]) if place else [0] * len(self._logs)
        upper = self._until(seconds[place]) if place < len(seconds) else [log.length for log in self._logs]
        rest = number - sum(shares)
        for position, (share, most) in enumerate(zip(shares, upper, strict=True)):
            shares[position] = share + min(rest, most - share)
            rest -= shares[position] - share
        return shares

    def _until(self, second: int) -> list[int]:
        """How many of each log were there by a second. One that grows finds no fewer of any log."""
        return [bisect_right(range(1, log.length + 1), second, key=partial(self._second, log)) for log in self._logs]

    def _second(self, log: Log, number: int) -> int:
        """When a message was written, in seconds since 1970; where one is gone, when the one before it was."""
        if (log, number) not in self._seconds:
            high = conversation.slot_of(log.contact, log.channel, number).sk
            items = self.store.query(
                CONVERSATION, log.contact, low=f"{log.channel}#", high=high, descending=True, limit=1, consistent=True
            )
            self._seconds[log, number] = int(clock.parse(items[0]["created_at"]).timestamp()) if items else 0
        return self._seconds[log, number]
