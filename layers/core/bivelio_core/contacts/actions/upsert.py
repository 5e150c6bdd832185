"""Make a contact, or change the one that an e-mail address or a phone is of.

The items of addresses (reach.py) decide: the transaction writes them with the contact, on condition that nobody noted
the address meanwhile, as a first message does that makes a contact. So any number of requests at once make one.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.contacts import owners, reach
from bivelio_core.contacts.fields import IMMUTABLE, NO_ADDRESS
from bivelio_core.contacts.items import changed, new_attributes
from bivelio_core.contacts.models import CreateContact, UpsertContact, UpsertedContact
from bivelio_core.contacts.profile_fields import joined_name
from bivelio_core.contacts.reading import show_contact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.writing import check_company, check_owner
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Unprocessable, ValidationError
from bivelio_core.store.codec import Item, same
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.revise import revised
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Put, Write, absent, equals

TRIES = 12
"""How often it is tried while others write the same contact: with the pauses between them, some seconds."""

CREATED = "#created"
"""What a marker says of a contact that the request made, after its sort key."""


class Upserted(NamedTuple):
    """The contact as it is stored, and whether the request made it."""

    item: Item
    created: bool


def upsert(request: UpsertContact, ctx: Context) -> UpsertedContact:
    """Make or change the contact of an address. With an Idempotency-Key, repeated, it has the answer of the first time.

    Raises ValidationError without an address, Unprocessable for a company that is none or another `type`, Conflict when
    the addresses are of different contacts, ChangedMeanwhile when others kept changing the contact.
    """
    check_company(request.company_id, ctx)
    check_owner(request.owner_id, ctx)
    result = carry_out(request, ctx.store, EffectKey.of("contacts.upsert", ctx.idempotency_key, request))
    return UpsertedContact(contact=show_contact(result.item, ctx, warnings=True), created=result.created)


def carry_out(
    request: UpsertContact, store: TenantStore, key: EffectKey, find: owners.ByIndex = reach.by_index
) -> Upserted:
    """Write what `upsert` answers. `find` looks an address up that has no item yet. Raises as `upsert` does."""
    addresses = owners.addresses_of(request.email, request.phone)
    if not addresses:
        raise ValidationError.of("email", NO_ADDRESS)
    for tries in range(TRIES + 1):
        holders = owners.owners_of(store, addresses, find)
        # In this order: had the effect happened before the contact was read, the marker would be there.
        if (target := effect_target(store, key)) is not None:
            return _of_marker(store, target)
        if tries == TRIES:
            break
        before = holders.contact(store.tenant.organisation)
        after = _new(request, store) if before is None else _next(request, before)
        writes = [*_write(store, before, after), *holders.notes(store, after)]
        if not writes:
            return Upserted(after, created=False)
        own = _target(after, created=before is None)
        try:
            target = write_once(store, key, own, writes)
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            continue
        return Upserted(after, before is None) if target == own else _of_marker(store, target)
    raise ChangedMeanwhile


def sent_fields(request: UpsertContact) -> set[str]:
    """The fields that are to be set."""
    return {name for name in request.model_fields_set if getattr(request, name) is not None} - {"type"}


def _new(request: UpsertContact, store: TenantStore) -> Item:
    """The item of a new contact. Its number is leased, so it must be written directly afterwards."""
    name = request.name or joined_name(request.first_name, request.last_name)
    sent = {field: getattr(request, field) for field in sent_fields(request)}
    name = name or request.email or str(request.phone)
    about = CreateContact.model_construct(**{**sent, "type": request.type or "person", "name": name})
    attributes = new_attributes(about, ids.random_text(ids.RANDOM_LENGTH))
    return store.item(CONTACT, sequence_sk(store.lease_sequence(CONTACT)), attributes)


def _next(request: UpsertContact, before: Item) -> Item:
    """The next version of an existing contact; the same item when it has all that is sent."""
    if request.type not in (None, before["type"]):
        raise Unprocessable.of("type", IMMUTABLE)
    after = changed(before, request, sent_fields(request))
    return before if same(after, before) else revised(before, after)


def _write(store: TenantStore, before: Item | None, after: Item) -> Sequence[Write]:
    """The write of a contact; none when it stays as it is. A change is announced to the lists."""
    if before is None:
        return [Put(after, absent())]
    if after is before:
        return []
    index_changes.announce(store, CONTACTS, before, after)
    return [Put(after, equals("version", before["version"]))]


def _target(item: Item, *, created: bool) -> str:
    return f"{item['SK']}{CREATED if created else ''}"


def _of_marker(store: TenantStore, target: str) -> Upserted:
    """What the first request under the same key did."""
    item = existing(store.get(CONTACT, target.removesuffix(CREATED)))
    return Upserted(item, target.endswith(CREATED))
