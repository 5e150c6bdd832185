"""A small Google Calendar on 127.0.0.1: what `emulate` lacks of its API (own ids, update, sync tokens, 410).

It refuses what Google's discovery document does not describe.
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests import google_api
from tests.receiver import Received, Receiver, Reply

PAGE = 2


class SmallCalendar:
    """The calendar of an account; `events` by id, in the order of their change."""

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.changes: list[str] = []
        self.forgotten_before = 0
        self.now = 0

    def write(self, event_id: str, **about: Any) -> dict[str, Any]:
        """A change at Google."""
        self.now += 1
        updated = about.pop("updated", f"2027-01-01T00:00:{self.now:02d}.000Z")
        event = {**self.events.get(event_id, {"id": event_id, "status": "confirmed"}), **about, "updated": updated}
        self.events[event_id] = event
        self.changes.append(event_id)
        return event

    def confirmed(self) -> list[str]:
        """The ids of the events that are not cancelled."""
        return [name for name, event in self.events.items() if event["status"] == "confirmed"]


class SmallGoogle(Receiver, SmallCalendar):
    """`with SmallGoogle() as google:`. It is the account of every token that has none of its own in `accounts`."""

    def __init__(self) -> None:
        Receiver.__init__(self, self._answer)
        SmallCalendar.__init__(self)
        self.accounts: dict[str, SmallCalendar] = {}
        self.failing: list[int] = []
        self.lost_answers = 0
        self.connection = ""
        self.channels: list[dict[str, Any]] = []
        self.channel_until = 4_000_000_000
        self.stopped: list[str] = []

    @property
    def base(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.port}"

    def asked(self) -> list[tuple[str, str]]:
        """The method and the last part of the path of each request."""
        return [(each.method, urlsplit(each.path).path.rpartition("/")[2]) for each in self.received]

    def account(self, token: str) -> SmallCalendar:
        """The calendar of another account, whose access token is this one."""
        return self.accounts.setdefault(token, SmallCalendar())

    def _answer(self, request: Received) -> Reply:
        if google_api.faults(request.method, request.path, request.body):
            return _failed(400)
        if self.failing:
            return _failed(self.failing.pop(0))
        parts = urlsplit(request.path)
        event_id = parts.path.removeprefix("/calendar/v3/calendars/primary/events").strip("/")
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        reply = self._served(request, event_id, asked)
        if self.lost_answers and request.method != "GET":
            self.lost_answers -= 1
            return _failed(500)
        return reply

    def _served(self, request: Received, event_id: str, asked: dict[str, str]) -> Reply:
        body = json.loads(request.body) if request.body else {}
        calendar = self.accounts.get(request.headers.get("authorization", "").removeprefix("Bearer "), self)
        match request.method:
            case "POST" if request.path.endswith("/freeBusy"):
                return _said({"calendars": {"primary": {"busy": _busy(calendar, body["timeMin"], body["timeMax"])}}})
            case "POST" if event_id == "watch":
                self.channels.append(body)
                about = {"id": body["id"], "resourceId": f"resource-of-{body['id']}"}
                return _said({**about, "expiration": str(self.channel_until * 1000)})
            case "POST" if request.path.endswith("/channels/stop"):
                return self._stopped(body)
            case "POST" if body.get("id") in calendar.events:
                return _failed(409)
            case "POST":
                return _said(calendar.write(body.pop("id", f"made{self.now}"), **body))
            case "PUT" if event_id not in calendar.events:
                return _failed(404)
            case "PUT":
                return _said(calendar.write(event_id, **body))
            case "DELETE" if calendar.events.get(event_id, {}).get("status") != "confirmed":
                return _failed(410)
            case "DELETE":
                calendar.write(event_id, status="cancelled")
                return Reply(204, body=b"")
        return _listed(calendar, asked)

    def _stopped(self, body: dict[str, str]) -> Reply:
        """A channel that is known under its resource, and not stopped yet, is called no more."""
        known = {each["id"] for each in self.channels} - set(self.stopped)
        if body["id"] not in known or body["resourceId"] != f"resource-of-{body['id']}":
            return _failed(404)
        self.stopped.append(body["id"])
        return Reply(204, body=b"")


def _busy(calendar: SmallCalendar, first: str, last: str) -> list[dict[str, str]]:
    """As much of each event as lies in a range; all are in UTC here."""
    held = [each for each in calendar.events.values() if each["status"] == "confirmed"]
    spans = [(max(each["start"]["dateTime"], first), min(each["end"]["dateTime"], last)) for each in held]
    return [{"start": start, "end": end} for start, end in sorted(spans) if start < end]


def _listed(calendar: SmallCalendar, asked: dict[str, str]) -> Reply:
    start = int(asked.get("syncToken", "0"))
    if "syncToken" in asked and start < calendar.forgotten_before:
        return _failed(410)
    ids = list(dict.fromkeys(calendar.changes[start:]))
    first = int(asked.get("pageToken", "0"))
    shown = {"items": [calendar.events[each] for each in ids[first : first + PAGE]]}
    if first + PAGE < len(ids):
        return _said({**shown, "nextPageToken": str(first + PAGE)})
    return _said({**shown, "nextSyncToken": str(len(calendar.changes))})


def _said(document: Any) -> Reply:
    return Reply(200, {"Content-Type": "application/json"}, json.dumps(document).encode())


def _failed(status: int) -> Reply:
    return Reply(status, {}, json.dumps({"error": {"code": status, "message": "simulated", "errors": []}}).encode())
