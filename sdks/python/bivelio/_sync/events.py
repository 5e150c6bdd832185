"""The feed of events, followed."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .. import _log, _transport
from .._omit import OMIT
from .._operation import Operation
from .._retries import pause_before_retry
from ..errors import BiVelioError
from ..webhooks import event_of
from .resources import events as generated

if TYPE_CHECKING:
    from collections.abc import Iterator, Iterable

    from ..models import AnyEvent

_FEED = Operation("/events/list")
_LONGEST_PAUSE_SECONDS = 30.0
_MOST_DOUBLINGS = 6


class Events(generated.Events):
    __doc__ = generated.Events.__doc__

    def follow(
        self,
        *,
        after: str | None = None,
        from_: str | None = None,
        types: Iterable[str] | None = None,
        poll_seconds: float = 2.0,
    ) -> EventFeed:
        """Follow the feed: iterate over its events as they come, without end.

        Events have the classes of `webhooks.verify`: `event.data` of a `contact.created` is a Contact. A lost
        connection, a limit and an error of the API that may pass are waited for, however often they come; others are
        raised. To go on after your program has stopped, keep `feed.after` and pass it as `after`: no event is missed,
        and those of the page that was not finished come again.

        Args:
            after: The cursor to go on from: `feed.after` of an earlier run.
            from_: Without a cursor, from this time on; by default from now.
            types: Only events of these types.
            poll_seconds: How long to wait when there is nothing new; the feed shows events two seconds after they
                were recorded.
        """
        return EventFeed(self, after, from_, None if types is None else [*types], poll_seconds)


class EventFeed:
    """The events of the feed, without end: `for event in feed`."""

    def __init__(
        self,
        events: Events,
        after: str | None,
        from_: str | None,
        types: Any,
        poll_seconds: float,
    ) -> None:
        self.after = after
        """The cursor behind the last page whose events were all taken; None before the first one."""
        self._events = events
        self._from = from_ or datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")
        self._types = types
        self._poll_seconds = poll_seconds

    def __iter__(self) -> Iterator[AnyEvent]:
        while True:
            page = self._page()
            for event in page.events:
                yield event_of(event.to_dict())
            self.after = page.next_after
            if not page.has_more:
                _transport.sleep(self._poll_seconds)

    def _page(self) -> generated.EventPage:
        failures = 0
        while True:
            try:
                return self._events.list(
                    after=OMIT if self.after is None else self.after,
                    from_=self._from if self.after is None else OMIT,
                    types=OMIT if self._types is None else self._types,
                    limit=100,
                )
            except BiVelioError as error:
                pause = pause_before_retry(error, _FEED, min(failures, _MOST_DOUBLINGS), 1.0, _LONGEST_PAUSE_SECONDS)
                if pause is None:
                    raise
                _log.logger.warning("the feed waits %.1f s: %s", pause, type(error).__name__)
                failures += 1
            _transport.sleep(pause)
