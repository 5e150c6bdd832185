"""The requests that we send Google are those of its discovery document (Calendar API v3)."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.calendar.google_form import to_google
from bivelio_core.calendar.items import google_id
from bivelio_core.providers.google_calendar.api import GoogleApi

from tests import google_api
from tests.calendar.test_judges import EVENT
from tests.google import SmallGoogle
from tests.judges import programs

WHOLE_DAYS = {**EVENT, "days": ["2027-04-10", "2027-04-12"]}
START = datetime(2027, 1, 1, tzinfo=UTC)
PLACE = "/calendar/v3/calendars/primary/events"


def test_every_request_we_send_is_one_of_the_document(monkeypatch):
    with SmallGoogle() as google:
        monkeypatch.setenv("GOOGLE_CALENDAR_URL", google.base)
        api, event_id = GoogleApi(), google_id(EVENT["SK"])
        for event in (EVENT, WHOLE_DAYS):
            api.save("token", event_id, to_google(event), is_known=False)
            api.save("token", event_id, to_google(event), is_known=True)
        page: str | None = None
        changes = api.changes("token", None, page)
        api.changes("token", changes.sync_token or "1", "0")
        api.watch("token", "channel", "secret", "https://api.example.com/v1/inbound/google_calendar?x=y")
        api.stop("token", "channel", "resource-of-channel")
        api.remove("token", event_id)
        api.busy("token", START, START + timedelta(days=100))
    assert {(each.method, each.path.partition("?")[0].rpartition("/")[2]) for each in google.received} == {
        ("POST", "events"),
        ("PUT", event_id),
        ("GET", "events"),
        ("POST", "watch"),
        ("POST", "stop"),
        ("POST", "freeBusy"),
        ("DELETE", event_id),
    }
    for each in google.received:
        assert google_api.faults(each.method, each.path, each.body) == []


@pytest.mark.parametrize(
    ("method", "target", "body", "fault"),
    [
        ("POST", "/calendar/v3/calendars/primary/event", {}, "no method POST /calendar/v3/calendars/primary/event"),
        ("PATCH", f"{PLACE}/x", {}, f"no method PATCH {PLACE}/x"),
        ("POST", f"{PLACE}?sendUpdate=all", {}, "no parameter sendUpdate"),
        ("POST", f"{PLACE}?sendUpdates=everybody", {}, "parameter sendUpdates: everybody"),
        ("GET", f"{PLACE}?singleEvents=True", None, "parameter singleEvents: True"),
        ("POST", PLACE, {"title": "x"}, "no field .title"),
        ("POST", PLACE, {"summary": 5}, ".summary: no string"),
        ("POST", PLACE, {"attendees": [{"mail": "x"}]}, "no field .attendees[].mail"),
        ("POST", PLACE, {"start": {"datetime": "x"}}, "no field .start.datetime"),
        ("POST", PLACE, {"reminders": {"overrides": [{"minutes": "5"}]}}, ".reminders.overrides[].minutes: no integer"),
        ("POST", PLACE, {"reminders": {"useDefault": 0}}, ".reminders.useDefault: no boolean"),
        ("DELETE", f"{PLACE}/x", {}, "a body that is not read"),
    ],
)
def test_what_the_document_does_not_describe_is_found(method, target, body, fault):
    assert google_api.faults(method, target, b"" if body is None else json.dumps(body).encode()) == [fault]


def test_the_table_is_what_the_document_says():
    python = programs.present(programs.PYTHON)
    code = "import googleapiclient, pathlib; print(pathlib.Path(googleapiclient.__file__).parent)"
    ran = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip("google-api-python-client is not there: make judges")
    file = Path(ran.stdout.strip()) / "discovery_cache" / "documents" / "calendar.v3.json"
    document: Any = json.loads(file.read_text(encoding="utf-8"))
    assert google_api.reduced(document) == json.loads(google_api.TABLE.read_text())
