"""Make and remove associations of contacts."""

from contextlib import suppress

from bivelio_core import clock
from bivelio_core.contacts.subjects import active_subject, subject
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import ASSOCIATION
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing

from .models import Association, CreateAssociation, DeleteAssociation, DeletedAssociation
from .stored import OUTGOING, deletions, puts, show, sort_key

SAME_CONTACT = register("contacts", "same_contact")


def associations_create(request: CreateAssociation, ctx: Context) -> Association:
    """Make an association; one that is there already stays as it is.

    Raises Unprocessable for the id of no contact, and for a contact with itself, Conflict for an archived contact.
    """
    contact = {**active_subject(ctx.store, request.contact_id), "public": request.contact_id}
    other = {**active_subject(ctx.store, request.to, "to"), "public": request.to}
    if contact["SK"] == other["SK"]:
        raise Unprocessable.of("to", SAME_CONTACT)
    sk = sort_key(OUTGOING, other["SK"], request.label)
    about = {
        "label": request.label,
        **({"inverse_label": request.inverse_label} if request.inverse_label else {}),
        "author": {"kind": ctx.actor.kind, "id": ctx.actor.id},
        "created_at": clock.timestamp(),
    }
    key = EffectKey.of("contacts.associations_create", ctx.idempotency_key, request)
    with suppress(TransactionFailed):  # it is there already
        write_once(ctx.store, key, sk, puts(ctx.store, contact, other, about))
    item = existing(ctx.store.get(ASSOCIATION, sk, contact["SK"]))
    return show(item, other, ctx.organisation, ctx.language)


def associations_delete(request: DeleteAssociation, ctx: Context) -> DeletedAssociation:
    """Remove an association, in both directions; one that is not there is no error.

    Raises Unprocessable for the id of no contact.
    """
    contact = subject(ctx.store, request.contact_id)["SK"]
    other = subject(ctx.store, request.to, "to")["SK"]
    ctx.store.transact(deletions(ctx.store, OUTGOING, contact, other, request.label))
    return DeletedAssociation(contact_id=request.contact_id, to=request.to, label=request.label, deleted=True)
