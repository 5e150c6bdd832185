"""A stored deal as the API shows it."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.invoices.fields import as_number
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DEAL

from .models import Deal, ListedDeal

_PLAIN = tuple(name for name in Deal.model_fields if name not in ("id", "amount"))


def show(item: Item, organisation: str) -> Deal:
    """The resource of an item."""
    return Deal(**_fields(item, organisation))


def show_listed(item: Item, organisation: str, contact_names: Mapping[str, str]) -> ListedDeal:
    """The resource of an item in a list."""
    return ListedDeal(**_fields(item, organisation), contact_name=contact_names.get(party_of(item) or ""))


def party_of(item: Item) -> str | None:
    """The id of the contact that a deal is with, else of the company."""
    party: str | None = item.get("contact_id") or item.get("company_id")
    return party


def _fields(item: Item, organisation: str) -> dict[str, Any]:
    return {
        "id": resources.public_id(DEAL, organisation, item),
        "amount": as_number(item["amount"]) if "amount" in item else None,
        **{name: item.get(name) for name in _PLAIN},
    }
