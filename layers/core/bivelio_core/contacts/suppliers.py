"""The contact of a tax number: found by it, or made for it.

An item for each tax number that was looked for names its contact; it is written in the transaction that needs the
contact, so that two invoices of a new supplier at the same time make one. It holds while the contact is not archived
and still has the number; otherwise the number is looked up in the index of contacts.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from bivelio_core import ids
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Exact
from bivelio_core.store.keys import CONTACT, CONTACT_ADDRESS, sequence_sk
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import absent, equals

from .items import new_attributes
from .models import CreateContact
from .reach import ALIKE, LONGEST_NAME, Reached
from .terms import CONTACTS, TAX_NUMBER_FIELDS

HOME = "ES"


def plain_number(number: str) -> str:
    """A tax number for comparison: letters and digits, in capitals, without the prefix of Spain."""
    return "".join(character for character in number if character.isalnum()).upper().removeprefix(HOME)


def supplier(store: TenantStore, number: str | None, name: str, address: Mapping[str, str]) -> Reached:
    """The contact with a tax number, of a supplier without one that was made for its name; a new company otherwise.

    The writes fail when it was made meanwhile.
    """
    sk = f"tax_number#{plain_number(number)}" if number else f"supplier#{_digest(name)}"
    link = store.get(CONTACT_ADDRESS, sk)
    linked = store.get(CONTACT, link["contact"]) if link else None
    if linked is not None and _is_of(linked, number, name):
        return Reached(linked)
    found = _by_index(store, number) if number else None
    if found is None:
        about = {"type": "company", "name": " ".join(name.split())[:LONGEST_NAME]}
        absent_ones: dict[str, Any] = {"email": None, "phone": None, "company_id": None, "tags": []}
        fields = {**({"nif": number} if number else {}), **address}
        request = CreateContact.model_construct(**{**absent_ones, **about, "custom_fields": fields})
        place = sequence_sk(store.lease_sequence(CONTACT))
        made = store.put_write(
            CONTACT, place, new_attributes(request, ids.random_text(ids.RANDOM_LENGTH)), condition=absent()
        )
    contact = made.item if found is None else found
    condition = absent() if link is None else equals("contact", link["contact"])
    noted = store.put_write(CONTACT_ADDRESS, sk, {"contact": contact["SK"]}, condition=condition)
    return Reached(contact, (noted,) if found is not None else (made, noted), is_new=found is None)


def _by_index(store: TenantStore, number: str) -> Item | None:
    criteria = tuple((Exact(term),) for term in index_words.code_terms(number))
    alike = index_reader.list_page(store, CONTACTS, criteria, per_page=ALIKE).items
    return next((item for item in alike if _is_of(item, number)), None)


def _digest(name: str) -> str:
    return hashlib.sha256(index_words.fold(name).encode()).hexdigest()


def _is_of(item: Item, number: str | None, name: str = "") -> bool:
    if "archived_at" in item:
        return False
    if number is None:
        return index_words.fold(str(item["name"])) == index_words.fold(name)
    held = (item["custom_fields"].get(name) for name in TAX_NUMBER_FIELDS)
    return any(isinstance(each, str) and plain_number(each) == plain_number(number) for each in held)
