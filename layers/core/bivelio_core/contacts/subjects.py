"""The contact that something is about: a note, a task, an association."""

from bivelio_core.errors import Conflict, ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore


def subject(store: TenantStore, contact_id: str, field: str = "contact_id") -> Item:
    """The contact of an id, an archived one too.

    Raises ResourceForbidden and ResourceNotFound for `contact_id`, Unprocessable for a field that refers to another.
    """
    try:
        return store.find(CONTACT, contact_id, consistent=False)
    except (ResourceNotFound, ResourceForbidden) as error:
        if field == "contact_id":
            raise
        raise Unprocessable.of(field, "not_found") from error


def active_subject(store: TenantStore, contact_id: str, field: str = "contact_id") -> Item:
    """The contact of an id that something is added to. Raises as `subject`, and Conflict for an archived contact."""
    contact = subject(store, contact_id, field)
    if "archived_at" in contact:
        raise Conflict(details={"reason": "archived", "archived_at": contact["archived_at"]})
    return contact
