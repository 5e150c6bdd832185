"""What Google Calendar promises: keep an event under an id of ours, and tell what has changed since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

Event = dict[str, Any]
"""An event as Google's API shows it (Calendar API v3, "Events")."""


class SyncTokenGone(Exception):
    """Google no longer knows the changes since this token (410): everything has to be read again."""


class Changes(NamedTuple):
    """A page of changes: with `page` there is another one, with `sync_token` this was the last."""

    events: Sequence[Event]
    page: str | None
    sync_token: str | None


class Watched(NamedTuple):
    """A channel: the epoch second until which Google calls, and Google's name of what is watched, to stop it by."""

    until: float
    resource: str


class Calendars(Protocol):
    """The port. All raise providers.messaging.failures.ProviderFailure."""

    def save(self, token: str, event_id: str, event: Event, *, is_known: bool) -> Event:
        """Create or replace an event under our id, and have Google tell who attends; the event as it is now."""

    def remove(self, token: str, event_id: str) -> None:
        """Cancel an event, and have Google tell who attends. One that is gone is no failure."""

    def changes(self, token: str, sync_token: str | None, page: str | None) -> Changes:
        """What has changed since a token, or all there is. Raises SyncTokenGone."""

    def busy(self, token: str, start: datetime, end: datetime) -> Sequence[tuple[datetime, datetime]]:
        """When the account is busy within a range, in UTC."""

    def watch(self, token: str, channel_id: str, secret: str, address: str) -> Watched:
        """Have Google call an address, with a secret, at each change."""

    def stop(self, token: str, channel_id: str, resource: str) -> None:
        """Have Google call a channel no more. One that is gone is no failure."""
