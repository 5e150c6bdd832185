"""What becomes of our messages, as providers report it: a status, a bounce, a complaint."""

from contextlib import suppress
from typing import Any

from bivelio_core.errors import ResourceForbidden, ResourceNotFound
from bivelio_core.messages import charges, conversation, statuses
from bivelio_core.messages.attempt import provider_place
from bivelio_core.messages.conversation import Made, Slot
from bivelio_core.messages.suppressions import ending
from bivelio_core.messages.suppressions.models import SuppressionReason
from bivelio_core.messages.suppressions.stored import Cause
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION, MESSAGE, PROVIDER_MESSAGE
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, compare

from .incoming import Complaint, StatusUpdate

OF_COMPLAINT: dict[bool, SuppressionReason] = {True: "stopped", False: "complained"}
"""Why an address is suppressed, by whether its owner asks for no more."""


def note(store: TenantStore, connection: Item, report: StatusUpdate | Complaint) -> bool:
    """Record what becomes of a message; tells whether the message exists."""
    if isinstance(report, Complaint):
        return complained(store, connection, report)
    return note_status(store, connection, report)


def note_status(store: TenantStore, connection: Item, update: StatusUpdate) -> bool:
    """Record a status unless the message has a later one; tells whether the message exists."""
    message = _message_of(store, connection, update, update.message_id)
    if message is None:
        return False
    about = {**statuses.reached(update.status, update.at, update.error), "state": "done"}
    defaults: dict[str, Any] = {"provider_id": update.provider_id}
    if statuses.is_accepted(update.status):
        defaults["sent_at"] = update.at
    over = ["lease_until"] if update.error else ["lease_until", "error"]
    change = Update(set=about, default=defaults, remove=over)
    with suppress(ConditionFailed):
        slot = message.slot
        store.update(CONVERSATION, slot.sk, change, slot.contact, condition=compare("rank", "<", about["rank"]))
    if update.pricing is not None:
        charges.count(store, message, connection, update.pricing, update.at)
    _suppress(store, message, update)
    if update.message_id is not None:  # found by our id, perhaps because nobody recorded the provider's
        place = provider_place(update.channel, connection["SK"], update.provider_id)
        store.put(PROVIDER_MESSAGE, place, {"place": message.item["place"]})
    return True


def complained(store: TenantStore, connection: Item, complaint: Complaint) -> bool:
    """Suppress the recipient of a message that was called spam; tells whether the message exists."""
    message = _message_of(store, connection, complaint)
    if message is None:
        return False
    cause = Cause("report", complaint.at)
    reason = OF_COMPLAINT[complaint.wants_none]
    ending.end_advertising(store, message.slot, message.item, reason, cause)
    return True


def _suppress(store: TenantStore, message: Made, update: StatusUpdate) -> None:
    """Suppress an address that a bounce says does not exist, or a person who wants no advertising of ours.

    It is the address that the message went to, whatever the report says: who sends a report knows the message, whose id
    cannot be guessed, and can end what goes to its recipient alone.
    """
    if update.is_hard_bounce:
        ending.bounced(store, message.item, update.at)
    elif (update.error or {}).get("reason") == "recipient_stopped":
        ending.end_advertising(store, message.slot, message.item, "stopped", Cause("preferences", update.at))


def _message_of(
    store: TenantStore, connection: Item, update: StatusUpdate | Complaint, message_id: str | None = None
) -> Made | None:
    pointer = store.get(PROVIDER_MESSAGE, provider_place(update.channel, connection["SK"], update.provider_id)) or {}
    place = store.get(MESSAGE, pointer["place"]) if "place" in pointer else None
    if place is None and message_id is not None:
        with suppress(ResourceNotFound, ResourceForbidden):
            place = store.find(MESSAGE, message_id)
    if place is None:
        return None
    slot = Slot(place["contact"], place["slot"])
    item = conversation.message(store, slot)
    if item is None or item["direction"] != "outbound" or item["connection"] != connection["SK"]:
        return None
    return Made(slot, item)
