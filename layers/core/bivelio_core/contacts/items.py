"""The stored form of contacts: pure functions from requests to items."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bivelio_core import clock
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import Fault, register
from bivelio_core.store.codec import Item

from . import tax_ids
from .fields import custom_fields_fault, phone_e164
from .fiscal_models import NewAddress, NewTaxId
from .models import CreateContact, UpdateContact, UpsertContact

TWO_PRIMARY = register("contacts", "one_primary")


def new_attributes(request: CreateContact, random: str) -> dict[str, Any]:
    """The attributes of a new contact.

    Raises ValidationError for an address without a place, Unprocessable for a tax number that is none of its country.
    """
    now = clock.timestamp()
    return {
        "random": random,
        "version": 1,
        "type": request.type,
        "name": request.name,
        **_reachability(request.email, request.phone),
        **({"company_id": request.company_id} if request.company_id else {}),
        **({"tax_id": _tax_id(request.tax_id, request.type)} if request.tax_id else {}),
        **({"addresses": _addresses(request.addresses)} if request.addresses else {}),
        "tags": request.tags,
        "custom_fields": _without_nulls(request.custom_fields),
        "created_at": now,
        "updated_at": now,
    }


def changed(item: Item, request: UpdateContact | UpsertContact, sent: Collection[str]) -> Item:
    """The item with the fields that were sent; the writer sets its version and time.

    Raises ValidationError when the merged custom fields are too many or too large, and as `new_attributes` does.
    """
    after = dict(item)
    for field in ("name", "tags", "company_id"):
        if field in sent:
            after[field] = getattr(request, field)
    if request.custom_fields is not None:
        after["custom_fields"] = _without_nulls({**item["custom_fields"], **request.custom_fields})
        if fault := custom_fields_fault(after["custom_fields"]):
            raise ValidationError([fault])
    if "tax_id" in sent:
        after["tax_id"] = _tax_id(request.tax_id, item["type"]) if request.tax_id else None
    if request.addresses is not None:
        after["addresses"] = _addresses(request.addresses) or None
    if "email" in sent:
        after["email"] = request.email
    if "phone" in sent:
        after |= {"phone": request.phone, "phone_e164": phone_e164(request.phone) if request.phone else None}
    return {name: value for name, value in after.items() if value is not None}


def _reachability(email: str | None, phone: str | None) -> dict[str, str | None]:
    reached = {"email": email, "phone": phone, "phone_e164": phone_e164(phone) if phone else None}
    return {name: value for name, value in reached.items() if value is not None}


def _tax_id(new_tax_id: NewTaxId, contact_type: str) -> dict[str, str]:
    kind = new_tax_id.type or tax_ids.usual_type(new_tax_id.country, contact_type, new_tax_id.number)
    if fault := tax_ids.fault_of(kind, new_tax_id.country):
        raise Unprocessable([fault])
    return {"type": kind, "country": new_tax_id.country, "number": new_tax_id.number}


def _addresses(new_addresses: Sequence[NewAddress]) -> list[dict[str, Any]]:
    """The addresses, the primary one first."""
    primary = [place for place, address in enumerate(new_addresses) if address.is_primary]
    if len(primary) > 1:
        raise Unprocessable([Fault(f"addresses[{primary[1]}].is_primary", TWO_PRIMARY)])
    nowhere = [
        place
        for place, address in enumerate(new_addresses)
        if not (address.street or address.postal_code or address.city)
    ]
    if nowhere:
        raise ValidationError([Fault(f"addresses[{place}].street", "required") for place in nowhere])
    first = primary[0] if primary else 0
    order = [first, *(place for place in range(len(new_addresses)) if place != first)] if new_addresses else []
    return [{**new_addresses[place].model_dump(exclude_none=True), "is_primary": place == first} for place in order]


def _without_nulls(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
