"""A stored contact as the API shows it."""

from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT

from .models import Contact, ContactWarning

_STORED = tuple(name for name in Contact.model_fields if name not in ("id", "warnings"))


def show(item: Item, organisation: str, warnings: list[ContactWarning] | None = None) -> Contact:
    """The resource of an item, with its warnings."""
    return Contact(
        id=resources.public_id(CONTACT, organisation, item),
        **{name: item[name] for name in _STORED if name in item},
        warnings=warnings or None,
    )
