"""The adapter of Google's API. Source: Google, "Calendar API v3": events.insert, update, delete and list."""

from typing import Any
from urllib.parse import quote, urlencode

from bivelio_core import clock, config
from bivelio_core.json_text import to_json
from bivelio_core.providers.messaging import http
from bivelio_core.providers.messaging.email.gmail import taken
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Unavailable

from .port import Changes, Event, SyncTokenGone

TIMEOUT_SECONDS = 8.0
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
                return taken(answer)
        answer = _ask("POST", token, f"?{TELL}", {"id": event_id, **event})
        if answer.status == CONFLICT:
            answer = _ask("PUT", token, f"/{quote(event_id)}?{TELL}", event)
        return taken(answer)

    def remove(self, token: str, event_id: str) -> None:
        """See Calendars.remove."""
        answer = _ask("DELETE", token, f"/{quote(event_id)}?{TELL}")
        if answer.status not in (NOT_FOUND, GONE):
            taken(answer)

    def changes(self, token: str, sync_token: str | None, page: str | None) -> Changes:
        """See Calendars.changes. Repeated events come expanded; a token stands for the same question as before."""
        asked = {"singleEvents": "true", "showDeleted": "true", "maxResults": str(PAGE)}
        asked |= {"syncToken": sync_token} if sync_token else {}
        asked |= {"pageToken": page} if page else {}
        answer = _ask("GET", token, f"?{urlencode(asked)}")
        if answer.status == GONE:
            raise SyncTokenGone
        document = taken(answer)
        events = [each for each in document.get("items", []) if isinstance(each, dict)]
        return Changes(events, document.get("nextPageToken"), document.get("nextSyncToken"))

    def watch(self, token: str, channel_id: str, secret: str, address: str) -> float:
        """See Calendars.watch. Source: Google, "Calendar API", Push notifications."""
        asked = {"id": channel_id, "type": "web_hook", "address": address, "token": secret}
        answer = taken(_ask("POST", token, "/watch", {**asked, "params": {"ttl": str(CHANNEL_SECONDS)}}))
        try:
            return int(answer["expiration"]) / 1000
        except (KeyError, TypeError, ValueError):
            return clock.epoch() + CHANNEL_SECONDS


def _ask(method: str, token: str, place: str, event: Event | None = None) -> http.Answer:
    url = f"{config.google_calendar_url()}/calendar/v3/calendars/primary/events{place}"
    body = b"" if event is None else to_json(event).encode()
    try:
        return http.request(
            method,
            url,
            headers={"Authorization": f"Bearer {token}"},
            body=body,
            timeout_seconds=TIMEOUT_SECONDS,
        )
    except OutcomeUnknown as unknown:  # under the same id it may be asked again
        raise Unavailable("provider_unavailable", unknown.text) from unknown


def connect() -> Any:
    """The adapter, for the registry."""
    return GoogleApi()
