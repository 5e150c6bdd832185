"""What leads to a contact besides its lists: aliases of imported ids, and the items of addresses."""

from collections.abc import Iterator

from bivelio_core.contacts import external_ids, reachability, tax_ids
from bivelio_core.contacts.addresses import Address, of_emails, of_external_id, of_phones
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ALIAS, CONTACT_ADDRESS
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write, equals


def leading(store: TenantStore, contact: Item, after: Item | None) -> list[Write]:
    """The writes by which nothing leads to a contact that no longer does when it is gone, or as it is `after`.

    Raises Conflict when the external id that it had before is another contact's by now.
    """
    stay = {} if after is None else dict.fromkeys(_sks(after))
    gone = [sk for sk in dict.fromkeys(_sks(contact)) if sk not in stay]
    if after is None:
        gone += [address.sk for address in of_external_id(contact.get("external_id"))]
    links = store.get_many(CONTACT_ADDRESS, gone, consistent=True) if gone else {}
    writes: list[Write] = [
        store.delete_write(CONTACT_ADDRESS, sk, condition=equals("contact", contact["SK"]))
        for sk, link in links.items()
        if link["contact"] == contact["SK"]
    ]
    if after is not None:
        return [*writes, *external_ids.claims(store, contact, after)]
    if (alias := contact.get("id")) is not None:
        writes.append(store.delete_write(ALIAS, str(alias)))
    return writes


def _sks(contact: Item) -> Iterator[str]:
    """The sort keys of the items of a contact's addresses, but for its external id."""
    reached = [*of_emails(reachability.addresses_of(contact)), *of_phones(reachability.numbers_of(contact))]
    numbers = [Address("tax_number", number) for number in tax_ids.folded_numbers(contact)]
    yield from (address.sk for address in (*reached, *numbers))
