"""The stored form of contacts: pure functions from requests to items."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bivelio_core import clock
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item

from . import consents, reachability, tax_ids
from .fields import custom_fields_fault
from .fiscal_models import NewAddress, NewTaxId
from .models import CreateContact, UpdateContact
from .profile_fields import joined_name
from .reachability import TWO_PRIMARY
from .upsert_models import UpsertContact

PROFILE = ("first_name", "last_name", "job_title", "owner_id", "websites", "language", "birthday", "external_id")
"""What a contact has only when somebody says it."""


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
        **{field: value for field in PROFILE if (value := getattr(request, field))},
        **reachability.of_new(request),
        **({"company_id": request.company_id} if request.company_id else {}),
        **({"tax_id": _tax_id(request.tax_id, request.type)} if request.tax_id else {}),
        **({"addresses": _addresses(request.addresses)} if request.addresses else {}),
        **({"consents": consents.next_consents((), request.consents, replaces=True)} if request.consents else {}),
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
    for field in ("name", "tags", "company_id", *PROFILE):
        if field in sent:
            after[field] = getattr(request, field)
    after["websites"] = after.get("websites") or None
    if "name" not in sent:
        after["name"] = _following_name(item, after)
    is_upsert = isinstance(request, UpsertContact)
    after |= reachability.of_change(item, request, frozenset(sent), is_key=is_upsert)
    if request.consents is not None:
        records = item.get("consents", [])
        after["consents"] = consents.next_consents(records, request.consents, replaces=not is_upsert) or None
    if request.custom_fields is not None:
        after["custom_fields"] = _without_nulls({**item["custom_fields"], **request.custom_fields})
        if fault := custom_fields_fault(after["custom_fields"]):
            raise ValidationError([fault])
    if "tax_id" in sent:
        after["tax_id"] = _tax_id(request.tax_id, item["type"]) if request.tax_id else None
    if request.addresses is not None:
        after["addresses"] = _addresses(request.addresses) or None
    return {name: value for name, value in after.items() if value is not None}


def _following_name(before: Item, after: Mapping[str, Any]) -> str:
    """The name of a contact that was sent none: one of its first and last name, or of its address, follows these."""
    derived = (joined_name(before.get("first_name"), before.get("last_name")), before.get("email"), before.get("phone"))
    name = joined_name(after.get("first_name"), after.get("last_name"))
    return name if name and before["name"] in derived else str(before["name"])


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
