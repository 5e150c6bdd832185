"""A stored contact as the API shows it."""

from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT

from .models import Contact, ContactWarning
from .reachability import EMAIL, PHONE, entries_of

_MADE_HERE = ("id", "emails", "phones", "warnings")
_STORED = tuple(name for name in Contact.model_fields if name not in _MADE_HERE)


def show(item: Item, organisation: str, warnings: list[ContactWarning] | None = None) -> Contact:
    """The resource of an item, with its warnings."""
    return Contact(
        id=resources.public_id(CONTACT, organisation, item),
        **{name: item[name] for name in _STORED if name in item},
        emails=entries_of(item, EMAIL),
        phones=entries_of(item, PHONE),
        warnings=warnings or None,
    )
