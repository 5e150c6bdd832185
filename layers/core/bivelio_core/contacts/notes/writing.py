"""Write, change and delete notes of contacts."""

from bivelio_core.contacts.subjects import active_subject
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.keys import NOTE
from bivelio_core.store.revise import Change, Source, outliving, revise
from bivelio_core.store.tenant_store import existing

from .models import ContactNote, CreateNote, DeletedNote, DeleteNote, UpdateNote
from .stored import is_deleted, load, new_attributes, new_sk, show

SOURCE = Source(load)

_OUTLIVING = ("PK", "SK", "id", "contact", "contact_id", "version", "ttl")


def notes_create(request: CreateNote, ctx: Context) -> ContactNote:
    """Write a note. With an Idempotency-Key, the same request again returns the same note.

    Raises ResourceNotFound for the id of no contact, Conflict for an archived contact, IdempotencyMismatch when the key
    was used for another request.
    """
    contact = active_subject(ctx.store, request.contact_id)
    key = EffectKey.of("contacts.notes_create", ctx.idempotency_key, request)
    attributes = new_attributes(request, contact, ctx.actor)
    return show(put_once(ctx.store, key, NOTE, new_sk(), attributes, contact["SK"]), ctx.organisation)


def notes_update(request: UpdateNote, ctx: Context) -> ContactNote:
    """Change the fields that are sent. Raises Conflict when the note is not of the requested version."""
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(note: Item) -> Change:
        existing(None if is_deleted(note) else note)
        return Change({**note, **{name: getattr(request, name) for name in sent}})

    return show(revise(ctx.store, SOURCE, request.id, decide, version=request.version), ctx.organisation)


def notes_delete(request: DeleteNote, ctx: Context) -> DeletedNote:
    """Delete a note. Deleting it again within two days changes nothing."""

    def decide(note: Item) -> Change | None:
        if is_deleted(note):
            return None
        return Change({**outliving(note, _OUTLIVING, ctx.tenant), "deleted": True})

    revise(ctx.store, SOURCE, request.id, decide)
    return DeletedNote(id=request.id, deleted=True)
