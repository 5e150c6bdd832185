"""The adapter of Google's API. Source: Google, "Calendar API v3": events and freebusy."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from bivelio_core import clock, provider_urls
from bivelio_core.json_text import to_json
from bivelio_core.providers.messaging import http
from bivelio_core.providers.messaging.email.gmail import document_of
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Unavailable

from .port import Changes, Event, SyncTokenGone, Watched

TIMEOUT_SECONDS = 8.0
BUSY_SECONDS, SHORTEST_SECONDS = 6.0, 0.3
"""For all requests about one range, and for one of them: somebody waits for the answer."""
LONGEST_BUSY = timedelta(days=60)
PAGE = 250
CHANNEL_SECONDS = 7 * 24 * 3600
NOT_FOUND, CONFLICT, GONE = 404, 409, 410
TELL = "sendUpdates=all"


class GoogleApi:
    """The account's own calendar, `primary`."""

    def save(self, token: str, event_id: str, event: Event, *, is_known: bool) -> Event:
        """See Calendars.save. An id that is taken is our own event, inserted by a try whose answer was lost."""
        if is_known:
            answer = _ask("PUT", token, f"/{quote(event_id)}?{TELL}", event)
            if answer.status not in (NOT_FOUND, GONE):
                return document_of(answer)
        answer = _ask("POST", token, f"?{TELL}", {"id": event_id, **event})
        if answer.status == CONFLICT:
            answer = _ask("PUT", token, f"/{quote(event_id)}?{TELL}", event)
        return document_of(answer)

    def remove(self, token: str, event_id: str) -> None:
        """See Calendars.remove."""
        answer = _ask("DELETE", token, f"/{quote(event_id)}?{TELL}")
        if answer.status not in (NOT_FOUND, GONE):
            document_of(answer)

    def changes(self, token: str, sync_token: str | None, page: str | None) -> Changes:
        """See Calendars.changes. Repeated events come expanded; a token stands for the same question as before."""
        parameters = {"singleEvents": "true", "showDeleted": "true", "maxResults": str(PAGE)}
        parameters |= {"syncToken": sync_token} if sync_token else {}
        parameters |= {"pageToken": page} if page else {}
        answer = _ask("GET", token, f"?{urlencode(parameters)}")
        if answer.status == GONE:
            raise SyncTokenGone
        document = document_of(answer)
        events = [each for each in document.get("items", []) if isinstance(each, dict)]
        return Changes(events, document.get("nextPageToken"), document.get("nextSyncToken"))

    def busy(self, token: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """See Calendars.busy. Google refuses a range that is longer than about three months (`timeRangeTooLong`)."""
        busy_times: list[tuple[datetime, datetime]] = []
        until = time.monotonic() + BUSY_SECONDS
        while start < end:
            part = min(end, start + LONGEST_BUSY)
            if (seconds_left := until - time.monotonic()) < SHORTEST_SECONDS:
                raise Unavailable("provider_unavailable", "Google is slow")
            busy_times += _busy(token, start, part, seconds_left)
            start = part
        return busy_times

    def watch(self, token: str, channel_id: str, secret: str, address: str) -> Watched:
        """See Calendars.watch. Source: Google, "Calendar API", Push notifications."""
        body = {"id": channel_id, "type": "web_hook", "address": address, "token": secret}
        answer = document_of(_ask("POST", token, "/watch", {**body, "params": {"ttl": str(CHANNEL_SECONDS)}}))
        try:
            until = int(answer["expiration"]) / 1000
        except (KeyError, TypeError, ValueError):
            until = clock.epoch() + CHANNEL_SECONDS
        return Watched(until, str(answer.get("resourceId", "")))

    def stop(self, token: str, channel_id: str, resource: str) -> None:
        """See Calendars.stop. Source: Google, "Calendar API", Channels: stop."""
        body = {"id": channel_id, "resourceId": resource}
        answer = _send("POST", token, "/channels/stop", body, TIMEOUT_SECONDS)
        if answer.status not in (NOT_FOUND, GONE):
            document_of(answer)


def _busy(token: str, start: datetime, end: datetime, seconds: float) -> Iterator[tuple[datetime, datetime]]:
    """The busy times of a part of a range. Raises ProviderFailure, also when Google could not compute them."""
    body = {"timeMin": clock.timestamp(start), "timeMax": clock.timestamp(end), "items": [{"id": "primary"}]}
    calendars = document_of(_send("POST", token, "/freeBusy", body, seconds)).get("calendars")
    about = next(iter(calendars.values()), None) if isinstance(calendars, dict) else None
    if not isinstance(about, dict) or about.get("errors") or not isinstance(about.get("busy"), list):
        raise Unavailable("provider_unavailable", "no busy times")
    try:
        for each in about["busy"]:
            yield _utc(each["start"]), _utc(each["end"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable("provider_unavailable", "no busy times") from error


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _ask(method: str, token: str, place: str, event: Event | None = None) -> http.Answer:
    return _send(method, token, f"/calendars/primary/events{place}", event, TIMEOUT_SECONDS)


def _send(method: str, token: str, place: str, document: Event | None, seconds: float) -> http.Answer:
    url = f"{provider_urls.google_calendar_url()}/calendar/v3{place}"
    body = b"" if document is None else to_json(document).encode()
    try:
        return http.request(
            method,
            url,
            headers={"Authorization": f"Bearer {token}"},
            body=body,
            timeout_seconds=seconds,
        )
    except OutcomeUnknown as unknown:  # under the same id it may be asked again
        raise Unavailable("provider_unavailable", unknown.text) from unknown


def connect() -> Any:
    """The adapter, for the registry."""
    return GoogleApi()
