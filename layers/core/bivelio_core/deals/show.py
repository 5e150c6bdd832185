"""A stored deal as the API shows it."""

from bivelio_core.invoices.fields import as_number
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DEAL

from .models import Deal

_PLAIN = tuple(name for name in Deal.model_fields if name not in ("id", "amount"))


def show(item: Item, organisation: str) -> Deal:
    """The resource of an item."""
    return Deal(
        id=resources.public_id(DEAL, organisation, item),
        amount=as_number(item["amount"]) if "amount" in item else None,
        **{name: item.get(name) for name in _PLAIN},
    )
