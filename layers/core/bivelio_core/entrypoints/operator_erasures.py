"""The operator's operations that erase: an organisation, or a contact of one."""

from datetime import timedelta

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.erasure import erasures, queue
from bivelio_core.erasure.erasures import Subject
from bivelio_core.erasure.show import show
from bivelio_core.identity import organisations
from bivelio_core.identity.operator_models import EraseContact, EraseOrganisation
from bivelio_core.identity.organisation.actions import erase
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.tenant_store import SystemStore, existing
from bivelio_core.tenancy import Tenant


def erase_organisation(table: Table, request: EraseOrganisation, origin: Origin) -> Item:
    """Have an organisation erased in some days, and tell its owners; once more, tell of it."""
    subject = Subject(Tenant(request.organisation, "live"))
    if erasures.find(table, subject) is None:
        organisations.load(table, request.organisation)
    due = clock.real_now() + timedelta(days=request.days)
    item, is_new = erase.begin(table, request.organisation, origin, due)
    if is_new:
        erase.tell_owners(table, request.organisation, item)
    if not request.days:
        queue.send(subject.key)
    return show(item).model_dump(mode="json", exclude_none=True)


def erase_contact(table: Table, request: EraseContact, origin: Origin) -> Item:
    """Begin to erase a contact; once more, tell of it."""
    tenant = Tenant.at(request.organisation, request.environment)
    subject, store = Subject(tenant, request.contact), SystemStore(table).of(tenant)
    item = erasures.find(table, subject)
    if item is None or item["status"] in ("completed", "cancelled"):
        put = erasures.of_contact(subject, store.find(CONTACT, request.contact)["SK"])
        about = {"erasure": put.item["id"], "environment": request.environment}
        entry = audit.entry(request.organisation, "contact.erasure_requested", origin, **about)
        try:
            table.transact([put, entry])
        except TransactionFailed:
            put = put._replace(item=existing(erasures.find(table, subject)))
        item = put.item
    queue.send(subject.key)
    return show(item).model_dump(mode="json", exclude_none=True)
