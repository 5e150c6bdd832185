"""From the id of a message to its item and its place."""

from bivelio_core.store.keys import MESSAGE
from bivelio_core.store.tenant_store import TenantStore, existing

from . import conversation
from .conversation import Made, Slot


def load(store: TenantStore, message_id: str) -> Made:
    """The message of an id, with its place. Raises ResourceForbidden or ResourceNotFound."""
    place = store.find(MESSAGE, message_id)
    slot = Slot(place["contact"], place["slot"])
    return Made(slot, existing(conversation.message(store, slot)))
