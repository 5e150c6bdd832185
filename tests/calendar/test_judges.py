"""Our invitations and what we ask of Google, judged by programs of others (`make judges`): ical.js, and emulate."""

import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.calendar.google_form import from_google, to_google
from bivelio_core.calendar.invitations import invitation
from bivelio_core.calendar.items import google_id
from bivelio_core.providers.google_calendar.api import GoogleApi

from tests.judges import programs
from tests.providers.mcp_server.test_judges import free_port, running

EVENT: dict[str, Any] = {
    "SK": "evt_0123456789abcdef",
    "sequence": 3,
    "title": "Reunió; amb, «comes» i \\barres",
    "description": "Primera línia\nSegona, amb una línia molt llarga " + "à€" * 60,
    "location": "Sala 2, planta 1",
    "starts": "2027-04-10T15:00:00Z",
    "ends": "2027-04-10T16:00:00Z",
    "timezone": "Europe/Madrid",
    "attendees": [
        {"email": "client@xyz.com", "status": "needs_action", "name": 'Núria "la" Mas'},
        {"email": "team@bivelio.com", "status": "accepted", "optional": True},
    ],
    "reminders": [{"method": "popup", "minutes_before": 15}, {"method": "email", "minutes_before": 60}],
    "created_at": "2026-11-26T09:00:00Z",
    "updated_at": "2026-11-26T10:00:00Z",
}
ORGANIZER = {"email": "info@exemple.com", "name": "Empresa, S.L."}


def read(text: str) -> Any:
    """What ical.js finds in an iCalendar object."""
    script = Path(programs.__file__).with_name("read_ical.mjs")
    programs.present(script.parent / "node_modules" / "ical.js" / "package.json")
    ran = subprocess.run([programs.node(), str(script)], input=text, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_another_parser_reads_an_invitation_as_it_was_meant(method):
    found = read(invitation(EVENT, method, ORGANIZER))
    assert found == {
        "method": method,
        "uid": "evt_0123456789abcdef@calendar.bivelio.com",
        "sequence": 3,
        "summary": EVENT["title"],
        "description": EVENT["description"],
        "location": EVENT["location"],
        "start": "2027-04-10T15:00:00Z",
        "end": "2027-04-10T16:00:00Z",
        "isDate": False,
        "status": "CANCELLED" if method == "CANCEL" else "CONFIRMED",
        "organizer": "mailto:info@exemple.com",
        "attendees": [
            ["mailto:client@xyz.com", "REQ-PARTICIPANT", found["attendees"][0][2]],
            ["mailto:team@bivelio.com", "OPT-PARTICIPANT", None],
        ],
    }
    assert "Núria" in found["attendees"][0][2]


def test_another_parser_reads_whole_days_as_days():
    found = read(invitation({**EVENT, "days": ["2027-04-10", "2027-04-12"]}, "REQUEST", ORGANIZER))
    assert (found["start"], found["end"], found["isDate"]) == ("2027-04-10", "2027-04-12", True)


SEED = """
google:
  users:
    - {email: owner@example.com, name: Owner}
  oauth_clients:
    - {client_id: client, client_secret: secret, name: Ours, redirect_uris: ["http://localhost/back"]}
  calendars:
    - {id: primary, user_email: owner@example.com, summary: Owner, primary: true, selected: true}
"""


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where emulate's Google is."""
    port, seed = free_port(), tmp_path_factory.mktemp("google") / "seed.yaml"
    seed.write_text(SEED)
    program = programs.present(Path(programs.__file__).parent / "node_modules" / "emulate" / "dist" / "index.js")
    command = [programs.node_24(), program, "start", "-s", "google", "-p", str(port), "--seed", str(seed)]
    with running(command, {}, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def token(google, monkeypatch):
    """An access token of emulate's user, by its own consent page."""
    monkeypatch.setenv("GOOGLE_CALENDAR_URL", google)
    scope = "openid email https://www.googleapis.com/auth/calendar"
    back = "http://localhost/back"
    consent = {"email": "owner@example.com", "client_id": "client", "redirect_uri": back, "scope": scope, "state": "s"}
    location = posted(f"{google}/o/oauth2/v2/auth/callback", consent).headers["location"]
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)["code"][0]
    asked = {"grant_type": "authorization_code", "code": code, "client_id": "client", "client_secret": "secret"}
    answer = posted(f"{google}/oauth2/token", {**asked, "redirect_uri": back})
    return json.loads(answer.read())["access_token"]


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: Any) -> None:
        """None: the redirect itself is the answer."""


def posted(url: str, fields: dict[str, str]) -> Any:
    """The answer to a form."""
    opener = urllib.request.build_opener(Stay)
    try:
        return opener.open(url, urllib.parse.urlencode(fields).encode(), timeout=20)
    except urllib.error.HTTPError as answer:
        return answer


def test_an_independent_google_takes_lists_and_deletes_our_events(token):
    """It gives events ids of its own and knows no update: tests/google.py stands in for these."""
    api = GoogleApi()
    kept = api.save(token, google_id(EVENT["SK"]), to_google(EVENT), is_known=False)
    assert kept["summary"] == EVENT["title"]
    changes = api.changes(token, None, None)
    (listed,) = [each for each in changes.events if each["id"] == kept["id"]]
    found = from_google(listed)
    assert found is not None
    assert (found["title"], found["starts"], found["ends"]) == (EVENT["title"], EVENT["starts"], EVENT["ends"])
    assert [each["email"] for each in found["attendees"]] == ["client@xyz.com", "team@bivelio.com"]
    api.remove(token, kept["id"])
    api.remove(token, kept["id"])
