"""The iCalendar objects of mails: answers to our invitations, and invitations of others."""

from typing import Any

from bivelio_core.integrations.places import Place, inbound_address
from bivelio_core.messages import conversation
from bivelio_core.messages.conversation import Slot
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import MESSAGE, PROVIDER_MESSAGE
from bivelio_core.store.tenant_store import TenantStore

from .incoming import Incoming


def take(store: TenantStore, connection: Item, incoming: Incoming) -> dict[str, Any] | None:
    """Pass a mail's iCalendar objects on to their events before the mail is stored; returns the result."""
    if not incoming.calendars:
        return None
    from bivelio_core.calendar import replies  # noqa: PLC0415 - few messages bring one
    from bivelio_core.calendar.invited import Letter  # noqa: PLC0415

    place = Place(store.tenant.organisation, store.tenant.environment, connection["SK"])
    addresses = (
        incoming.to,
        connection["settings"].get("from_address"),
        inbound_address(place, connection["provider"]),
    )
    own = frozenset(str(each).casefold() for each in addresses if each)
    letter = Letter(incoming.sender, incoming.sent_at, incoming.is_verified, own, connection["SK"])
    return replies.take(store, incoming.calendars, letter)


def link(store: TenantStore, incoming: Incoming, place: str) -> None:
    """Note with the event of an invitation where it came in, once its message is stored; a repetition does it too."""
    if not incoming.calendars:
        return
    pointer = store.get(PROVIDER_MESSAGE, place) or {}
    listed = store.get(MESSAGE, pointer["place"]) if "place" in pointer else None
    stored = conversation.message(store, Slot(listed["contact"], listed["slot"])) if listed else None
    about = (stored or {}).get("calendar", {})
    if stored is None or "event_id" not in about or about["method"] not in ("REQUEST", "CANCEL"):
        return
    from bivelio_core.calendar import invited  # noqa: PLC0415 - few messages bring one

    invited.link(store, about["event_id"], stored["contact_id"], stored["message_id"])
