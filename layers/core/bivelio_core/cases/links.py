"""What cases refer to: contacts, invoices, messages, documents, and the member who is in charge."""

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.store import members, resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, DOCUMENT, INVOICE, MESSAGE
from bivelio_core.store.tenant_store import TenantStore

from .models import CreateCase, UpdateCase

LINKS = {"invoice_ids": INVOICE, "message_ids": MESSAGE, "document_ids": DOCUMENT}
"""The kind of what each list of ids names."""

NOT_A_MEMBER = register("cases", "not_a_member")


def check(store: TenantStore, request: CreateCase | UpdateCase, before: Item | None = None) -> None:
    """Raise Unprocessable, with the field, for an id of nothing that the organisation has.

    What the case refers to already is not looked up again: it may have been deleted since.
    """
    held = before or {}
    assignee, contact = request.assignee, request.contact_id
    if assignee not in (None, held.get("assignee")) and not members.is_member(store, str(assignee)):
        raise Unprocessable.of("assignee", NOT_A_MEMBER)
    if contact != held.get("contact_id"):
        check_contact(store, contact)
    for field, kind in LINKS.items():
        named: list[str] = getattr(request, field) or []
        added = [public for public in named if public not in held.get(field, ())]
        items = resources.find_many(store, kind, added)
        for public in added:
            if public not in items or items[public].get("status") == "deleted":
                raise Unprocessable.of(f"{field}[{named.index(public)}]", "not_found")


def check_contact(store: TenantStore, contact_id: str | None) -> None:
    """Raise Unprocessable for the id of no contact of the organisation."""
    if contact_id is not None and not resources.find_many(store, CONTACT, [contact_id]):
        raise Unprocessable.of("contact_id", "not_found")


def contact_ids(store: TenantStore, contact_id: str | None) -> list[str]:
    """The ids of a contact, and of those that have become part of it, by which cases may name it.

    Raises Unprocessable for the id of no contact of the organisation.
    """
    if contact_id is None:
        return []
    contact = resources.whole(store, CONTACT, contact_id)
    if contact is None:
        raise Unprocessable.of("contact_id", "not_found")
    return resources.public_ids(store, CONTACT, contact)
