"""The contact of a tax number: found by it, or made for it.

The item of the number (addresses.py) is written in the transaction that needs the contact, so that two invoices of a
new supplier at the same time make one, and so do an invoice and an upsert by the number.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core import ids
from bivelio_core.countries import is_country
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import absent

from .addresses import Address, alike, digest_of_name, has, of_tax_id
from .fiscal_models import MAXIMUM_NUMBER, NewAddress, NewTaxId
from .items import new_attributes
from .models import CreateContact
from .owners import owners_of
from .reach import LONGEST_NAME, Reached
from .tax_ids import HOME, compact, spellings, tax_id_of, vat_country

LONGEST = {"street": 200, "postal_code": 20, "city": 100, "province": 100}
"""As contacts take them (fiscal_models.py)."""


def plain_number(number: str) -> str:
    """A tax number for comparison: letters and digits, in capitals, without the prefix of Spain."""
    return compact(number).removeprefix(HOME)


def supplier(store: TenantStore, number: str | None, name: str, address: Mapping[str, str]) -> Reached:
    """The contact with a tax number, of a supplier without one that was made for its name; a new company otherwise.

    The writes fail when it was made meanwhile.
    """
    number = number.strip()[:MAXIMUM_NUMBER] if number and compact(number) else None
    company = _company(number, name, address)
    number_or_name = of_tax_id(company.tax_id) or [Address("supplier", digest_of_name(str(company.name)))]
    listed: list[Item] = []

    def find(store: TenantStore, address: Address) -> Item | None:
        listed.extend(alike(store, address))
        return next((item for item in listed if has(item, address)), None)

    holders = owners_of(store, number_or_name, find)
    contact = holders.contact(store.tenant.organisation)
    if contact is None and company.tax_id is not None:
        spelled = next((item for item in listed if _is_spelled(item, company.tax_id)), None)
        if spelled is not None:
            return Reached(spelled)
    if contact is not None:
        return Reached(contact, tuple(holders.notes(store, contact)))
    place = sequence_sk(store.lease_sequence(CONTACT))
    put = store.put_write(
        CONTACT, place, new_attributes(company, ids.random_text(ids.RANDOM_LENGTH)), condition=absent()
    )
    return Reached(put.item, (put, *holders.notes(store, put.item)), is_new=True)


def _is_spelled(item: Item, tax_id: NewTaxId) -> bool:
    """Whether a contact has a number that is written like this one, and one of them is of Spain.

    Documents often do not say of which country a number is, or have the address of another one.
    """
    own = tax_id_of(item)
    if own is None or HOME not in (own.country, tax_id.country):
        return False
    return any(plain_number(each) == plain_number(tax_id.number) for each in spellings(item))


def _company(number: str | None, name: str, address: Mapping[str, str]) -> CreateContact:
    """The contact of a supplier, of what its document says: nothing of that refuses the invoice."""
    country = address.get("country", "").upper()
    country = country if is_country(country) else (vat_country(number) if number else None) or HOME
    parts: dict[str, Any] = {
        part: " ".join(address[part].split())[: LONGEST[part]] for part in LONGEST if address.get(part)
    }
    is_somewhere = any(parts.get(part) for part in ("street", "postal_code", "city"))
    place = NewAddress.model_construct(**{**parts, "country": country})
    return CreateContact.model_construct(
        type="company",
        name=" ".join(name.split())[:LONGEST_NAME],
        tax_id=_tax_id(number, country) if number else None,
        addresses=[place] if is_somewhere else [],
    )


def _tax_id(number: str, country: str) -> NewTaxId:
    return NewTaxId.model_construct(type=None, country=country, number=number)
