"""Google Calendar of the sandbox: takes everything, and nothing changes there."""

from datetime import datetime
from typing import Any

from bivelio_core import clock

from .port import Changes, Event, Watched


class SimulatedGoogle:
    """The adapter."""

    def save(self, token: str, event_id: str, event: Event, *, is_known: bool) -> Event:  # noqa: ARG002
        """See Calendars.save."""
        return {**event, "id": event_id, "updated": clock.stamp()}

    def remove(self, token: str, event_id: str) -> None:
        """See Calendars.remove."""

    def changes(self, token: str, sync_token: str | None, page: str | None) -> Changes:  # noqa: ARG002
        """See Calendars.changes."""
        return Changes((), None, "sandbox")

    def busy(self, token: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:  # noqa: ARG002
        """See Calendars.busy: nothing is at Google alone."""
        return []

    def watch(self, token: str, channel_id: str, secret: str, address: str) -> Watched:  # noqa: ARG002
        """See Calendars.watch."""
        return Watched(clock.epoch() + 7 * 24 * 3600, "sandbox")

    def stop(self, token: str, channel_id: str, resource: str) -> None:
        """See Calendars.stop."""


def connect() -> Any:
    """The adapter, for the registry."""
    return SimulatedGoogle()
