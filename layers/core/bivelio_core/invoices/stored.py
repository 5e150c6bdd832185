"""Find stored invoices, and their clients, by id."""

from typing import NamedTuple

from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable, ValidationError
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, INVOICE, INVOICE_CONTENT
from bivelio_core.store.tenant_store import TenantStore, existing

from .errors import ARCHIVED_CLIENT

DELETED = "deleted"
"""The status of a draft that was deleted: its item says so for a while to whoever repeats the deletion."""


class Stored(NamedTuple):
    """The two items of an invoice (items.py)."""

    main: Item
    content: Item


def load(store: TenantStore, public: str, *, consistent: bool = True) -> Stored:
    """The invoice of an id. Raises ResourceForbidden, or ResourceNotFound, also for a draft that was deleted."""
    invoice = at(store, store.sort_key(INVOICE, public), consistent=consistent)
    if resources.public_id(INVOICE, store.tenant.organisation, invoice.main) != public:
        raise ResourceNotFound
    return invoice


def at(store: TenantStore, sk: str, *, consistent: bool = True) -> Stored:
    """The invoice of a sort key. Raises ResourceNotFound."""
    places = store.key(INVOICE, sk), store.key(INVOICE_CONTENT, sk)
    items = store.table.get_many(places, consistent=consistent)
    main = existing(items.get(places[0]))
    if main["status"] == DELETED:
        raise ResourceNotFound
    return Stored(main, existing(items.get(places[1])))


def client_of_draft(client_id: str | None, document_type: str, store: TenantStore) -> Item | None:
    """Return the client of a draft. Raises ValidationError without one, which only simplified invoices may omit."""
    if client_id is None and document_type != "simplified":
        raise ValidationError.of("client_id", "required")
    return client(store, client_id)


def client(store: TenantStore, contact_id: str | None) -> Item | None:
    """The contact that a request names as client. Raises Unprocessable unless it exists and is not archived."""
    if contact_id is None:
        return None
    try:
        contact = store.find(CONTACT, contact_id, consistent=False)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("client_id", "not_found") from error
    if "archived_at" in contact:
        raise Unprocessable.of("client_id", ARCHIVED_CLIENT)
    return contact


def client_now(store: TenantStore, main: Item) -> Item | None:
    """Return the client of an invoice as its contact is now; None without one, and for one that is gone."""
    contact_id = main.get("client", {}).get("id")
    if contact_id is None:
        return None
    try:
        return store.find(CONTACT, contact_id)
    except (ResourceNotFound, ResourceForbidden):
        return None
