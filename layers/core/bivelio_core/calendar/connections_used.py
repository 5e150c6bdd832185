"""What of the calendar goes by a connection: it is kept in step with Google's, and invites and reminds by e-mail."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bivelio_core.integrations.choice import GOOGLE_CALENDAR, UNKNOWN, How, Use, is_default, providers_of
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

MAIL = providers_of("email")


def uses(_: TenantStore, one: Item, every: Sequence[Item]) -> Iterator[Use]:
    """The calendar, by the connection to Google's and by the one that mails go by."""
    if is_default(one, every, GOOGLE_CALENDAR) or is_default(one, every, MAIL):
        yield Use("calendar", "default")


def of_step(step_input: Mapping[str, Any], one: Item, every: Sequence[Item]) -> How | None:
    """How a step that makes an event goes by a connection; None when it does not."""
    if is_default(one, every, GOOGLE_CALENDAR):
        return _how(step_input.get("sync_to_google"))
    return _how(_mailed(step_input)) if is_default(one, every, MAIL) else None


def _how(is_used: Any) -> How | None:
    if is_used is UNKNOWN:
        return "possible"
    return "default" if is_used else None


def _mailed(step_input: Mapping[str, Any]) -> Any:
    """Whether those who attend get mails: invitations, unless Google invites them, and reminders in either case."""
    attendees, reminders, at_google = (step_input.get(name) for name in ("attendees", "reminders", "sync_to_google"))
    if not attendees:
        return False
    if UNKNOWN in (attendees, at_google) or (at_google and reminders is UNKNOWN):
        return UNKNOWN
    return not at_google or any(each.get("method") == "email" for each in reminders or ())
