"""The stored form of contacts: pure functions from requests to items."""

from collections.abc import Collection, Mapping
from typing import Any

from bivelio_core import clock
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item

from .fields import custom_fields_fault, phone_e164
from .models import CreateContact, UpdateContact


def new_attributes(request: CreateContact, random: str) -> dict[str, Any]:
    """The attributes of a new contact."""
    now = clock.timestamp()
    return {
        "random": random,
        "version": 1,
        "type": request.type,
        "name": request.name,
        **_reachability(request.email, request.phone),
        **({"company_id": request.company_id} if request.company_id else {}),
        "tags": request.tags,
        "custom_fields": _without_nulls(request.custom_fields),
        "created_at": now,
        "updated_at": now,
    }


def changed(item: Item, request: UpdateContact, sent: Collection[str]) -> Item:
    """The item with the fields that were sent; the writer sets its version and time.

    Raises ValidationError when the merged custom fields are too many or too large.
    """
    after = dict(item)
    for field in ("name", "tags", "company_id"):
        if field in sent:
            after[field] = getattr(request, field)
    if request.custom_fields is not None:
        after["custom_fields"] = _without_nulls({**item["custom_fields"], **request.custom_fields})
        if fault := custom_fields_fault(after["custom_fields"]):
            raise ValidationError([fault])
    if "email" in sent:
        after["email"] = request.email
    if "phone" in sent:
        after |= {"phone": request.phone, "phone_e164": phone_e164(request.phone) if request.phone else None}
    return {name: value for name, value in after.items() if value is not None}


def _reachability(email: str | None, phone: str | None) -> dict[str, str | None]:
    reached = {"email": email, "phone": phone, "phone_e164": phone_e164(phone) if phone else None}
    return {name: value for name, value in reached.items() if value is not None}


def _without_nulls(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
