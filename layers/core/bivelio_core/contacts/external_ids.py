"""External ids: the id of a contact in another system, of one contact of the organisation alone.

The item of an external id (addresses.py) is written and deleted in the transaction that sets it, so that it is unique
whoever else writes. An archived contact keeps its own. The aliases of imports (`T#ALIAS`), under which contacts are
known since before, are honoured: what one names is nobody else's external id.
"""

from collections.abc import Collection, Mapping
from typing import Any

from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import ALIAS, CONTACT, CONTACT_ADDRESS
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Write, absent, any_of, equals

from .addresses import Address, followed, holds, noted
from .owners import imported, is_of

TRIES = 4
"""How often a new contact is tried while others give up or take its external id."""


def claims(
    store: TenantStore,
    before: Item | None,
    after: Item,
    links: Mapping[str, Item] | None = None,
    *,
    is_free: bool = False,
) -> list[Write]:
    """The writes by which a contact's new external id leads to it, and its former one no more; none without a change.

    `links` are items of addresses that were read, among them that of the external id. `is_free`: nobody else has it, by
    what was read. Raises Conflict, with the id of whoever has it, when it is another contact's.
    """
    former, external_id = (before or {}).get("external_id"), after.get("external_id")
    if former == external_id:
        return []
    writes: list[Write] = []
    if former is not None:
        is_own = any_of(absent(), equals("contact", after["SK"]))
        writes.append(store.delete_write(CONTACT_ADDRESS, Address("external_id", former).sk, condition=is_own))
    if external_id is not None:
        address = Address("external_id", external_id)
        link_of = _link(store, address) if links is None else links
        if not is_free:
            _require_free(store, address, after, link_of.get(address.sk))
        writes.append(noted(store, address, after, link_of))
    return writes


def made_once(store: TenantStore, key: EffectKey, sk: str, attributes: dict[str, Any]) -> Item:
    """Write a new contact with its external id, unless the key was used before; returns the contact that was made.

    Raises Conflict when another contact has the external id.
    """
    item, address = store.item(CONTACT, sk, attributes), Address("external_id", attributes["external_id"])
    put = store.put_write(CONTACT, sk, attributes, condition=absent())
    link_of: dict[str, Item] = {}
    for _ in range(TRIES):
        _require_free(store, address, item, link_of.get(address.sk))
        try:
            target = write_once(store, key, sk, [put, noted(store, address, item, link_of)])
        except TransactionFailed:
            link_of = _link(store, address)
            continue
        return put.item if target == sk else existing(store.get(CONTACT, target))
    raise ChangedMeanwhile


def contact_of(store: TenantStore, external_id: str) -> Item | None:
    """The contact that has an external id, an archived one too."""
    address = Address("external_id", external_id)
    return _holder(store, address, store.get(CONTACT_ADDRESS, address.sk))


def holders_of(store: TenantStore, external_ids: Collection[str]) -> dict[str, Item]:
    """The contacts that have some external ids, by these: three batches of reads at most."""
    addresses = {external_id: Address("external_id", external_id) for external_id in external_ids}
    links = store.get_many(CONTACT_ADDRESS, [address.sk for address in addresses.values()], consistent=True)
    aliases = store.get_many(ALIAS, [*addresses], consistent=True)
    of_link = {each: str(links[address.sk]["contact"]) for each, address in addresses.items() if address.sk in links}
    of_alias = {each: str(alias["target"]) for each, alias in aliases.items() if alias["kind"] == CONTACT.partition}
    contacts = store.get_many(CONTACT, sorted({*of_link.values(), *of_alias.values()}), consistent=True)
    by_alias = {each: contacts[sk] for each, sk in of_alias.items() if sk in contacts}
    by_link = {each: contacts[sk] for each, sk in of_link.items() if sk in contacts}
    return {each: contact for each, contact in by_alias.items() if is_of(contact, addresses[each])} | {
        each: contact for each, contact in by_link.items() if holds(contact, links[addresses[each].sk], addresses[each])
    }


def _link(store: TenantStore, address: Address) -> dict[str, Item]:
    link = store.get(CONTACT_ADDRESS, address.sk)
    return {address.sk: link} if link else {}


def _holder(store: TenantStore, address: Address, link: Item | None) -> Item | None:
    if link is not None:
        contact, link = followed(store, store.get(CONTACT, link["contact"]), link)
        if holds(contact, link, address):
            return contact
    return imported(store, address)


def _require_free(store: TenantStore, address: Address, contact: Item, link: Item | None) -> None:
    """Raise Conflict when an external id is another contact's."""
    holder = _holder(store, address, link)
    if holder is not None and holder["SK"] != contact["SK"]:
        raise taken_conflict(holder, store.tenant.organisation)


def taken_conflict(holder: Item, organisation: str) -> Conflict:
    """The conflict of an external id that a contact has."""
    public = resources.public_id(CONTACT, organisation, holder)
    return Conflict(details={"reason": "external_id_taken", "contact_id": public})
