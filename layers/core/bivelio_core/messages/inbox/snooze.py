"""The end of a snooze: a conversation whose time has come is open again, unless it was opened or closed before.

A snoozed conversation has a mark in the sparse index, so the sweeper reads what is due and no other. It opens the
conversation on condition that the mark is the one it has read; the stream makes the event of that write.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from bivelio_core import clock
from bivelio_core.messages.conversation import HEAD
from bivelio_core.messages.terms import MESSAGES, NEWEST, STATE
from bivelio_core.moments import Clockwork, Moment
from bivelio_core.store import due as store_due
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.terms import Exact, Term
from bivelio_core.store.keys import CONVERSATION
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, equals
from bivelio_core.tenancy import parse_partition

from . import heads, states

ENDED = "conversation.snooze_ended"
PAGE_SIZE = 100


def due(table: Table) -> Iterator[Key]:
    """The keys of all conversations whose snooze has ended; each is given once."""
    return store_due.keys_of(table, [states.MARKS])


def take_up(table: Table, key: Key) -> bool:
    """Open a conversation whose snooze has ended; whether it still was snoozed."""
    store, partition = store_due.store_of(table, key), parse_partition(key.pk)
    head = store.get(CONVERSATION, key.sk, partition.rest) if store and partition else None
    if store is None or head is None or head.get("GSI1SK", "~") > clock.real_stamp():
        return False
    return wake(store, head)


def wake(store: TenantStore, head: Item) -> bool:
    """Open a conversation; whether nobody else was first."""
    if "GSI1SK" not in head:
        return False
    contact = str(head["PK"].rpartition("#")[2])
    after = {name: value for name, value in states.opened(head).items() if name != "changed_by"}
    changed = heads.revision(store, head, {**after, "version": int(head.get("version", 0)) + 1})
    update = states.update_of(head, changed.after)
    still_snoozed = equals("GSI1SK", head["GSI1SK"])
    with suppress(TransactionFailed):  # a message came, or somebody has changed it
        store.transact(
            [store.update_write(CONVERSATION, HEAD, update, contact, condition=still_snoozed), *changed.also]
        )
        return True
    return False


def upcoming(store: TenantStore, _after: datetime, until: datetime) -> Iterator[Moment]:
    """The snoozes that end until an instant of a sandbox's clock."""
    snoozed = ((Exact(Term(NEWEST, "yes")),), (Exact(Term(STATE, states.SNOOZED)),))
    page = 1
    while places := index_reader.list_page(store, MESSAGES, snoozed, page=page, per_page=PAGE_SIZE).items:
        for place in places:
            head = store.get(CONVERSATION, HEAD, place["contact"]) or {}
            if "snoozed_until" in head and (at := clock.parse(head["snoozed_until"])) <= until:
                yield Moment(at, ENDED, str(place["contact"]))
        page += 1


def come(store: TenantStore, moment: Moment) -> None:
    """Do what the sweeper would, unless it has."""
    head = store.get(CONVERSATION, HEAD, moment.name)
    if head is not None and "snoozed_until" in head and clock.parse(head["snoozed_until"]) == moment.at:
        wake(store, head)


WORKS = Clockwork(upcoming, come)
