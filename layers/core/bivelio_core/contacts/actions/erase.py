"""Erase a contact, and everything that names it."""

from bivelio_core import audit
from bivelio_core.contacts.end_models import EraseContact
from bivelio_core.context import Context
from bivelio_core.erasure import erasures, queue
from bivelio_core.erasure.erasures import Subject
from bivelio_core.erasure.models import Erasure
from bivelio_core.erasure.show import show
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.resources import public_id
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing

OPEN = ("waiting", "running")


def erase(request: EraseContact, ctx: Context) -> Erasure:
    """Begin to erase a contact; asked again, tell how far it is, also when the contact is gone.

    Raises ResourceNotFound for an id that never was a contact's.
    """
    subject = Subject(ctx.tenant, request.id)
    item = erasures.find(ctx.store.table, subject)
    try:
        contact = ctx.store.find(CONTACT, request.id)
    except ResourceNotFound:
        if item is None:
            raise
        return show(item)
    if (public := public_id(CONTACT, ctx.organisation, contact)) != request.id:  # it is part of another one
        subject = Subject(ctx.tenant, public)
        item = erasures.find(ctx.store.table, subject)
    if item is None or item["status"] not in OPEN:
        item = _begin(contact, subject, ctx)
    if item["status"] == "waiting":
        queue.send(subject.key)  # the first message may have been lost; one more does no harm
    return show(item)


def _begin(contact: Item, subject: Subject, ctx: Context) -> Item:
    put = erasures.of_contact(subject, contact["SK"])
    entry = audit.of(ctx, "contact.erasure_requested", erasure=put.item["id"])
    try:
        ctx.store.table.transact([put, entry])
    except TransactionFailed:
        return existing(erasures.find(ctx.store.table, subject))
    return put.item
