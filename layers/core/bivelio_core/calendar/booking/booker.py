"""Who books: a contact that is named, or that is found by an address or made for it."""

from typing import NamedTuple

from bivelio_core.contacts import addresses, reach, subjects
from bivelio_core.contacts.fields import NO_ADDRESS
from bivelio_core.contacts.reach import Reached
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from .slot_models import BookSlot


class Booker(NamedTuple):
    """Who books, as far as the request says it; `named` is the contact that it names."""

    name: str
    email: str | None
    phone: str | None
    named: Item | None = None

    def contact(self, store: TenantStore) -> Reached:
        """The contact, with the writes that make it."""
        if self.named is not None:
            return Reached(self.named)
        return reach.reached(store, [*addresses.of_emails([self.email]), *addresses.of_phones([self.phone])], self.name)

    def of(self, contact: Item) -> "Booker":
        """The same, with what the contact has where the request says nothing; only of one that it names."""
        if self.named is None:
            return self
        name = self.name or str(contact["name"])
        return Booker(name, self.email or contact.get("email"), self.phone or contact.get("phone"), contact)


def booker_of(request: BookSlot, store: TenantStore) -> Booker:
    """Who books. Raises ValidationError without a name or an address, ResourceNotFound, Conflict when archived."""
    if request.contact_id is not None:
        contact = subjects.active_subject(store, request.contact_id)
        return Booker(request.name or "", request.email, request.phone, contact)
    if request.name is None:
        raise ValidationError.of("name", "required")
    if not addresses.of_emails([request.email]) and not addresses.of_phones([request.phone]):
        raise ValidationError.of("email", NO_ADDRESS)
    return Booker(request.name, request.email, request.phone)
