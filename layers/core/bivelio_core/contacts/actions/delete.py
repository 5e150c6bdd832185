"""Delete a contact that has been archived for long enough."""

from bivelio_core import clock
from bivelio_core.contacts import archived
from bivelio_core.contacts.actions.erase import erase
from bivelio_core.contacts.end_models import DeleteContact, EraseContact
from bivelio_core.context import Context
from bivelio_core.erasure.models import Erasure
from bivelio_core.errors import Conflict, ResourceNotFound
from bivelio_core.store.keys import CONTACT


def delete(request: DeleteContact, ctx: Context) -> Erasure:
    """Delete an archived contact for good, with all that names it, as `erase` does; asked again, tell how far it is.

    Raises ResourceNotFound for an id that never was a contact's, Conflict for a contact that is not archived, and
    before it has been so for 30 days, with the time from which on it can be deleted.
    """
    try:
        contact = ctx.store.find(CONTACT, request.id)
    except ResourceNotFound:
        return erase(EraseContact(id=request.id), ctx)
    if "archived_at" not in contact:
        raise Conflict(details={"reason": "not_archived_contact"})
    deletable_at = clock.parse(contact["archived_at"]) + archived.DELETABLE
    if clock.now() < deletable_at:
        raise Conflict(details={"reason": "deletable_later", "deletable_at": clock.timestamp(deletable_at)})
    return erase(EraseContact(id=request.id), ctx)
