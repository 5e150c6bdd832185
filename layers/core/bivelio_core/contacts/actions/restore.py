"""Take an archived contact back into the lists."""

from bivelio_core.contacts import archived
from bivelio_core.contacts.end_models import RestoreContact
from bivelio_core.contacts.models import Contact
from bivelio_core.contacts.reading import show_contact
from bivelio_core.contacts.writing import SOURCE
from bivelio_core.context import Context
from bivelio_core.erasure import erasures
from bivelio_core.erasure.erasures import Subject
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.resources import public_id
from bivelio_core.store.revise import Change, revise

OPEN = ("waiting", "running")


def restore(request: RestoreContact, ctx: Context) -> Contact:
    """Restore a contact, with all that it had; one that is not archived stays as it is.

    Raises Conflict for a contact that is being erased.
    """

    def decide(contact: Item) -> Change | None:
        if "archived_at" not in contact:
            return None
        subject = Subject(ctx.tenant, public_id(CONTACT, ctx.organisation, contact))
        erasure = erasures.find(ctx.store.table, subject)
        if erasure is not None and erasure["status"] in OPEN:
            raise Conflict(details={"reason": "being_erased"})
        return Change(archived.without(contact))

    return show_contact(revise(ctx.store, SOURCE, request.id, decide), ctx, warnings=True)
