"""Whose a note, a task or an association is: that of the contact in whose partition it is, or it has to move.

What moves by a merge remembers from which contacts it has come (`origins`), the last one last. It belongs elsewhere if
its contact has become part of another one, and if the contact that it has come from is no part of its contact any
more. So it does not matter in which order merges and their undoing are worked off.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, Kind
from bivelio_core.store.tenant_store import TenantStore

ORIGINS = "origins"
PAGE = 100


class Destination(NamedTuple):
    """The contact that something moves to, by its sort key and its public id, and its origins from then on."""

    sk: str
    public_id: str
    origins: list[str]

    def origin_attribute(self) -> dict[str, Any]:
        """The attribute of what moves there."""
        return {ORIGINS: self.origins} if self.origins else {}


Route = Callable[[Item], Destination | None]
"""Where something in a contact's partition belongs; None when it is where it belongs."""


class Home:
    """A contact, and where what is in its partitions belongs."""

    def __init__(self, store: TenantStore, sk: str) -> None:
        self.store, self.sk = store, sk
        self._contact = store.get(CONTACT, sk)
        self._into: Item | None = None
        if self._contact is not None and CONTACT.into in self._contact:
            self._into = store.get(CONTACT, store.sort_key(CONTACT, self._contact[CONTACT.into]))
        self._others: dict[str, Item | None] = {}

    def is_part(self, other: str) -> bool:
        """Whether another contact, by its sort key, is part of this one; one that is gone counts as one."""
        if other not in self._others:
            self._others[other] = self.store.get(CONTACT, other)
        contact = self._others[other]
        return contact is None or self._contact is None or contact.get(CONTACT.into) == self._public(self._contact)

    def of(self, other: str) -> Destination | None:
        """The place at another contact, that something goes back to; None when it is gone."""
        contact = self._others.get(other) or self.store.get(CONTACT, other)
        return None if contact is None else Destination(other, self._public(contact), [])

    def route(self, item: Item) -> Destination | None:
        """Where an item in a partition of this contact belongs."""
        item_origins = list(item.get(ORIGINS, ()))
        if item_origins and not self.is_part(item_origins[-1]):
            place = self.of(item_origins.pop())
            return None if place is None else place._replace(origins=item_origins)
        if self._into is None:
            return None
        return Destination(self._into["SK"], self._public(self._into), [*item_origins, self.sk])

    def _public(self, contact: Item) -> str:
        return keys.public_id(CONTACT, self.store.tenant.organisation, contact)


def without_origins(item: Item) -> Item:
    """An item without the contacts that it has come from."""
    return {name: value for name, value in item.items() if name != ORIGINS}


def every(store: TenantStore, kind: Kind, contact: str) -> Iterator[Item]:
    """All items in a partition of a contact, in pages, as they are when their page is read."""
    low: str | None = None
    while page := store.query(kind, contact, low=low, limit=PAGE, consistent=True):
        yield from page
        low = f"{page[-1]['SK']}!"
