"""Have archived contacts erased once they have been so for as long as their organisation wants (requests/settings.py).

The sweeper begins the same erasures that `/contacts/erase` begins, some at a time: each reads all that the organisation
has. A contact loses its mark in the transaction that begins its erasure, so none is begun twice, and whoever dies in
between goes on with the rest at the next look.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.erasure import erasures, queue
from bivelio_core.erasure.erasures import Subject
from bivelio_core.store import due as store_due
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Key, Update, absent, all_of, equals, present

from . import archived

AT_ONCE = 20
"""How many erasures begin in a turn: the queue has those of other organisations, too."""

NEXT_TURN, NEXT_DAY = timedelta(hours=1), timedelta(days=1)
MARK = ("GSI1PK", "GSI1SK")
ERASURE = 0
"""The position of the write that begins an erasure."""

BY = Origin(Actor("system", "retention"), "retention")


def due(table: Table) -> Iterator[Key]:
    """The settings of the organisations whose archived contacts are to be looked at now."""
    return store_due.keys_of(table, (archived.LOOKED_AT,))


def take_up(table: Table, key: Key) -> int:
    """Begin the erasures of an organisation's contacts whose time is over; how many. Can be repeated at any point."""
    due_item = store_due.item_of(table, key, keys.REQUEST_SETTINGS)
    if due_item is None or "archived_contacts_days" not in due_item[1]:
        return 0
    store, item = due_item
    days = int(item["archived_contacts_days"])
    until, partition = (
        clock.stamp(clock.real_now() - timedelta(days=days)),
        archived.partition(store.tenant.organisation),
    )
    contacts = table.query_index(partition, high=until, limit=AT_ONCE)
    count = sum(_take_up(store, contact.sk, until) for contact in contacts)
    look_at = clock.stamp(clock.real_now() + (NEXT_TURN if len(contacts) == AT_ONCE else NEXT_DAY))
    with suppress(ConditionFailed):  # the setting has been changed meanwhile, and has a mark of its own, or none
        table.update(key, Update(set={"GSI1SK": look_at}), equals("GSI1SK", item["GSI1SK"]))
    return count


def _take_up(store: TenantStore, sk: str, until: str) -> bool:
    """Begin the erasure of a contact, if it still is archived, and for so long; whether it has begun."""
    contact = store.get(keys.CONTACT, sk)
    if contact is None or contact.get("GSI1SK", "~") > until:  # the index was behind
        return False
    if "archived_at" not in contact:
        _unmark(store, sk, absent("archived_at"))
        return False
    return _begin(store, contact)


def _begin(store: TenantStore, contact: Item) -> bool:
    tenant, sk = store.tenant, contact["SK"]
    subject = Subject(tenant, keys.public_id(keys.CONTACT, tenant.organisation, contact))
    put = erasures.of_contact(subject, sk)
    about = {"environment": tenant.environment, "erasure": put.item["id"]}
    entry = audit.entry(tenant.organisation, "contact.erasure_requested", BY, **about)
    unmark = store.update_write(keys.CONTACT, sk, Update(remove=MARK), condition=_is_unchanged(contact))
    try:
        store.transact([put, entry, unmark])
    except TransactionFailed as failure:
        if ERASURE in failure.items:  # somebody asked for it, and it is under way
            _unmark(store, sk, _is_unchanged(contact))
        return False
    queue.send(subject.key)
    return True


def _unmark(store: TenantStore, sk: str, condition: Condition) -> None:
    with suppress(ConditionFailed):
        store.update(keys.CONTACT, sk, Update(remove=MARK), condition=all_of(present(), condition))


def _is_unchanged(contact: Item) -> Condition:
    """That a contact still is archived since the same time."""
    return all_of(equals("archived_at", contact["archived_at"]), equals("GSI1SK", contact["GSI1SK"]))
