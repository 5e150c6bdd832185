"""From the id of a message to its item and its place."""

from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.keys import MESSAGE
from bivelio_core.store.tenant_store import TenantStore, existing

from . import conversation
from .conversation import Made, Slot
from .past import stored


def load(store: TenantStore, message_id: str) -> Made:
    """The message of an id, with its place; one of the past too. Raises ResourceForbidden or ResourceNotFound."""
    try:
        return load_of_conversation(store, message_id)
    except ResourceNotFound:
        if (past := stored.load(store, message_id)) is None:
            raise
        return past


def load_of_conversation(store: TenantStore, message_id: str) -> Made:
    """The message of an id that came or went through us, with its place. Raises as `load` does."""
    place = store.find(MESSAGE, message_id)
    slot = Slot(place["contact"], place["slot"])
    return Made(slot, existing(conversation.message(store, slot)))
