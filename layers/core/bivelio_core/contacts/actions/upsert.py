"""Make a contact, or change the one that an e-mail address, a phone, a tax number or an external id is of.

The items of addresses (addresses.py) decide: the transaction writes them with the contact, on condition that nobody
noted the address meanwhile, as a first message does that makes a contact. So any number of requests at once make one.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.contacts import addresses, external_ids, owners, reachability
from bivelio_core.contacts.addresses import Address
from bivelio_core.contacts.custom import checking
from bivelio_core.contacts.fields import IMMUTABLE, NO_ADDRESS
from bivelio_core.contacts.items import changed, new_attributes
from bivelio_core.contacts.models import CreateContact, MatchKey, UpsertedContact
from bivelio_core.contacts.profile_fields import joined_name
from bivelio_core.contacts.reading import show_contact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.upsert_models import UpsertContact
from bivelio_core.contacts.writing import check_company, check_owner
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Unprocessable, ValidationError
from bivelio_core.faults import Fault
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

OF_TAX_NUMBERS: Mapping[MatchKey, str] = {"tax_number": "tax_id"}
"""The field of a request that has a key, where its name is another."""

CREATED = "#created"
"""What a marker says of a contact that the request made, after its sort key."""


Fit = Callable[[UpsertContact, Item], UpsertContact]
Also = Callable[[Item | None, Item], Sequence[Write]]


def as_sent(request: UpsertContact, _: Item) -> UpsertContact:
    """All of a request."""
    return request


def _nothing(_: Item | None, __: Item) -> Sequence[Write]:
    return ()


class Upserted(NamedTuple):
    """The contact as it is stored, and whether the request made it."""

    item: Item
    created: bool


def upsert(request: UpsertContact, ctx: Context) -> UpsertedContact:
    """Make or change the contact of an address. With an Idempotency-Key, repeated, it has the answer of the first time.

    Raises ValidationError without an address, Unprocessable for a company that is none or another `type`, Conflict when
    the addresses are of several contacts, or of an archived one, or the external id is another's, ChangedMeanwhile when
    others kept changing the contact.
    """
    return upserted(request, ctx, EffectKey.of("contacts.upsert", ctx.idempotency_key, request))


def upserted(request: UpsertContact, ctx: Context, key: EffectKey) -> UpsertedContact:
    """The answer of `upsert`, whose effect happens once under a key."""
    check_company(request.company_id, ctx)
    check_owner(request.owner_id, ctx)
    result = carry_out(request, ctx.store, key)
    return UpsertedContact(contact=show_contact(result.item, ctx, warnings=True), created=result.created)


def carry_out(
    request: UpsertContact,
    store: TenantStore,
    key: EffectKey,
    find: owners.ByIndex = addresses.by_index,
    *,
    fit: Fit = as_sent,
    also: Also = _nothing,
) -> Upserted:
    """Write what `upsert` answers. `find` looks an address up that has no item yet. Raises as `upsert` does.

    `fit` says what of the request an existing contact is sent, `also` what else is written when a contact is.
    """
    keys_sent, external_id = known_by(request), addresses.of_external_id(request.external_id)
    is_exact = request.match_on is not None
    for tries in range(TRIES + 1):
        holders = owners.owners_of(store, keys_sent, find, is_exact=is_exact, besides=external_id)
        # In this order: had the effect happened before the contact was read, the marker would be there.
        if (target := effect_target(store, key)) is not None:
            return _of_marker(store, target)
        if tries == TRIES:
            break
        before = holders.contact(store.tenant.organisation)
        after = _new(request, store) if before is None else _next(fit(request, before), before, holders, store)
        is_free = any(each in keys_sent for each in external_id)
        claims = external_ids.claims(store, before, after, holders.links, is_free=is_free)
        writes = [*_write(store, before, after), *holders.notes(store, after), *claims]
        if not writes:
            return Upserted(after, created=False)
        if after is not before:
            writes += also(before, after)
        own = _target(after, created=before is None)
        try:
            target = write_once(store, key, own, writes)
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            continue
        return Upserted(after, before is None) if target == own else _of_marker(store, target)
    raise ChangedMeanwhile


def known_by(request: UpsertContact) -> Sequence[Address]:
    """By what an existing contact is found. Raises ValidationError when nothing of that is sent."""
    of_key = addresses_of_keys(request)
    if request.match_on is None:
        reachable = [*of_key["email"], *of_key["phone"]]
        if keys_sent := reachable or of_key["external_id"] or of_key["tax_number"]:
            return keys_sent
        raise ValidationError.of("email", NO_ADDRESS)
    if keys_sent := [address for key in request.match_on for address in of_key[key]]:
        return keys_sent
    raise ValidationError([Fault(OF_TAX_NUMBERS.get(key, key), "required") for key in request.match_on])


def addresses_of_keys(request: UpsertContact) -> Mapping[MatchKey, list[Address]]:
    """All that a request says of what a contact is known by."""
    return {
        "external_id": addresses.of_external_id(request.external_id),
        "email": addresses.of_emails([request.email, *(each.address for each in request.emails or ())]),
        "phone": addresses.of_phones([request.phone, *(each.number for each in request.phones or ())]),
        "tax_number": addresses.of_tax_id(request.tax_id),
    }


def sent_fields(request: UpsertContact) -> set[str]:
    """The fields that are to be set."""
    return {name for name in request.model_fields_set if getattr(request, name) is not None} - {"type", "match_on"}


def _new(request: UpsertContact, store: TenantStore) -> Item:
    """The item of a new contact. Its number is leased, so it must be written directly afterwards."""
    sent = {field: getattr(request, field) for field in sent_fields(request)}
    about = CreateContact.model_construct(**{**sent, "type": request.type or "person", "name": _name(request)})
    attributes = new_attributes(about, ids.random_text(ids.RANDOM_LENGTH))
    number, attributes["custom_fields"] = checking.of_new(store, request.custom_fields or {})
    return store.item(CONTACT, sequence_sk(number), attributes)


def _name(request: UpsertContact) -> str:
    number = request.tax_id.number if request.tax_id else None
    name, reach = request.name or joined_name(request.first_name, request.last_name), reachability.of_new(request)
    return str(name or reach.get("email") or reach.get("phone") or number or request.external_id)


def _next(request: UpsertContact, before: Item, holders: owners.Owners, store: TenantStore) -> Item:
    """The next version of an existing contact; the same item when it has all that is sent.

    Who is known by a further external id, of a contact that became part of it, keeps its own.
    """
    if request.type not in (None, before["type"]):
        raise Unprocessable.of("type", IMMUTABLE)
    sent = sent_fields(request)
    if any(each.kind == "external_id" for each in holders.held):
        sent.discard("external_id")
    after = changed(before, checking.in_request(store, request, before), sent)
    return before if same(after, before) else revised(before, after)


def _write(store: TenantStore, before: Item | None, after: Item) -> Sequence[Write]:
    """The write of a contact; none when it stays as it is. A change is announced to the lists."""
    if before is None:
        return [Put(after, absent())]
    if after is before:
        return []
    index_changes.announce(store, CONTACTS.of_change(store, before, after), before, after)
    return [Put(after, equals("version", before["version"]))]


def _target(item: Item, *, created: bool) -> str:
    return f"{item['SK']}{CREATED if created else ''}"


def _of_marker(store: TenantStore, target: str) -> Upserted:
    """What the first request under the same key did."""
    item = existing(store.get(CONTACT, target.removesuffix(CREATED)))
    return Upserted(item, target.endswith(CREATED))
