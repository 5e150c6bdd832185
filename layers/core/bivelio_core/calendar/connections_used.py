"""What of the calendar goes by a connection: it is kept in step with Google's, and invites and reminds by e-mail."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bivelio_core.integrations.choice import GOOGLE_CALENDAR, UNKNOWN, How, Use, is_default, providers_of
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import google_accounts

MAIL = providers_of("email")


def uses(_: TenantStore, one: Item, every: Sequence[Item]) -> Iterator[Use]:
    """The calendar, by the accounts at Google that keep its events and by the one that mails go by."""
    if _keeps(one, every) or is_default(one, every, MAIL):
        yield Use("calendar", "default")


def of_step(step_input: Mapping[str, Any], one: Item, every: Sequence[Item]) -> How | None:
    """How a step that makes an event goes by a connection; None when it does not."""
    if one["provider"] not in GOOGLE_CALENDAR:
        return _how(_mailed(step_input)) if is_default(one, every, MAIL) else None
    calendar_id = step_input.get("calendar_id", google_accounts.PRIMARY)
    if calendar_id is UNKNOWN:
        return "possible" if step_input.get("sync_to_google") else None
    return _how(step_input.get("sync_to_google")) if _keeps(one, every, calendar_id) else None


def _keeps(one: Item, every: Sequence[Item], calendar_id: str | None = None) -> bool:
    """Whether a connection is the account of a calendar, by default of the one that its settings say."""
    if one["provider"] not in GOOGLE_CALENDAR:
        return False
    account = google_accounts.chosen_for(every, calendar_id or google_accounts.calendar_of(one))
    return account is not None and account["SK"] == one["SK"]


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
