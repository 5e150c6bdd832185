"""What leads to a contact besides its lists: aliases of imported ids, and the items of addresses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from bivelio_core.contacts import external_ids, reachability, tax_ids
from bivelio_core.contacts.addresses import Address, of_emails, of_external_id, of_phones
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ALIAS, CONTACT_ADDRESS
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write, equals

Links = Mapping[str, Item]


def leading(store: TenantStore, contact: Item, after: Item, links: Links | None = None) -> list[Write]:
    """The writes by which nothing leads to a contact that no longer does as it is `after`.

    `links` are the items of the addresses that it loses, where they were read (`links_that_go`). Raises Conflict when
    the external id that it had before is another contact's by now.
    """
    gone = _gone(contact, after)
    links = links_that_go(store, [(contact, after)]) if links is None else links
    return [*_deletions(store, contact, gone, links), *external_ids.claims(store, contact, after)]


def links_that_go(store: TenantStore, changes: Iterable[tuple[Item, Item]]) -> dict[str, Item]:
    """The items of all addresses that contacts lose with their changes, by sort key."""
    sks = dict.fromkeys(chain.from_iterable(_gone(contact, after) for contact, after in changes))
    return store.get_many(CONTACT_ADDRESS, list(sks), consistent=True) if sks else {}


def _gone(contact: Item, after: Item) -> list[str]:
    stay = dict.fromkeys(_sks(after))
    return [sk for sk in dict.fromkeys(_sks(contact)) if sk not in stay]


def links_to(store: TenantStore, contacts: Sequence[Item]) -> dict[str, Item]:
    """The items of all addresses of some contacts, by sort key: those of others too that have one of them."""
    sks = dict.fromkeys(chain.from_iterable(map(_every_sk, contacts)))
    return store.get_many(CONTACT_ADDRESS, list(sks), consistent=True) if sks else {}


def leading_away(store: TenantStore, contact: Item, links: Links) -> list[Write]:
    """The writes by which nothing leads to a contact that is gone; `links` has the items of its addresses."""
    writes = _deletions(store, contact, dict.fromkeys(_every_sk(contact)), links)
    if (alias := contact.get("id")) is not None:
        writes.append(store.delete_write(ALIAS, str(alias)))
    return writes


def _deletions(store: TenantStore, contact: Item, sks: Iterable[str], links: Links) -> list[Write]:
    """The deletions of those of the items that are the contact's."""
    return [
        store.delete_write(CONTACT_ADDRESS, sk, condition=equals("contact", contact["SK"]))
        for sk in sks
        if sk in links and links[sk]["contact"] == contact["SK"]
    ]


def _every_sk(contact: Item) -> Iterator[str]:
    yield from _sks(contact)
    yield from (address.sk for address in of_external_id(contact.get("external_id")))


def _sks(contact: Item) -> Iterator[str]:
    """The sort keys of the items of a contact's addresses, but for its external id."""
    reached = [*of_emails(reachability.addresses_of(contact)), *of_phones(reachability.numbers_of(contact))]
    numbers = [Address("tax_number", number) for number in tax_ids.folded_numbers(contact)]
    yield from (address.sk for address in (*reached, *numbers))
