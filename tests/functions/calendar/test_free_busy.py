"""POST /v1/calendar/free_busy keeps its promises."""

import json

import pytest

from tests.api import call
from tests.functions.calendar.events import connect_google, create
from tests.google import SmallGoogle
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")
DAY = {"from": "2027-04-10T00:00:00Z", "to": "2027-04-11T00:00:00Z"}


def busy(**about):
    return [
        [(each["start"][11:16], each["end"][11:16]) for each in calendar["busy"]]
        for calendar in call("calendar.free_busy", {**DAY, **about}).data["calendars"]
    ]


def test_overlapping_and_adjacent_events_are_one_time():
    for start, end in (("09:00", "10:00"), ("09:30", "11:00"), ("11:00", "12:00"), ("15:00", "16:00")):
        create(start=f"2027-04-10T{start}:00Z", end=f"2027-04-10T{end}:00Z")
    assert busy() == [[("09:00", "12:00"), ("15:00", "16:00")]]


def test_times_are_cut_at_the_range_and_cancelled_events_are_free():
    create(start="2027-04-09T20:00:00Z", end="2027-04-10T02:00:00Z")
    call("calendar.cancel", {"id": create()["id"]})
    assert busy() == [[("00:00", "02:00")]]


def test_several_calendars_are_asked_at_once():
    create(calendar_id="sales")
    assert busy(calendars=["primary", "sales", "primary"]) == [[], [("15:00", "16:00")]]


@pytest.fixture
def google(monkeypatch):
    """Google Calendar, connected, with a meeting that was not read yet."""
    with SmallGoogle() as server:
        monkeypatch.setenv("GOOGLE_CALENDAR_URL", server.base)
        connect_google()
        server.write("one", start={"dateTime": "2027-04-10T09:00:00Z"}, end={"dateTime": "2027-04-10T10:00:00Z"})
        yield server


def asked(**about):
    return call("calendar.free_busy", {**DAY, **about})


def test_google_is_asked_where_it_is_connected(google):
    create(start="2027-04-10T09:30:00Z", end="2027-04-10T11:00:00Z")
    create(calendar_id="sales")
    found = asked(calendars=["sales", "primary"]).data
    assert found["google"] == "included"
    assert [[each["start"][11:16] for each in one["busy"]] for one in found["calendars"]] == [["15:00"], ["09:00"]]
    assert found["calendars"][1]["busy"] == [{"start": "2027-04-10T09:00:00Z", "end": "2027-04-10T11:00:00Z"}]


def test_google_is_not_asked_where_it_has_nothing_to_say(google):
    assert "google" not in asked(include_google=False).data
    assert "google" not in asked(calendars=["sales"]).data
    assert google.received == []


def test_without_a_connection_only_who_insists_is_refused():
    assert "google" not in asked().data
    answer = asked(include_google=True)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "not_connected")


@pytest.mark.parametrize("status", [500, 503, 429, 403])
def test_when_google_is_down_the_answer_says_so_and_who_insists_is_refused(google, status):
    create()
    google.failing = [status, status]
    found = asked().data
    assert (found["google"], len(found["calendars"][0]["busy"])) == ("unavailable", 1)
    answer = asked(include_google=True)
    assert (answer.status, answer.error["code"]) == (422 if status == 403 else 503, "INTEGRATION_ERROR")
    assert status == 403 or answer.error["retry_after"] >= 1


def test_a_withdrawn_consent_breaks_the_connection(google, table):
    google.failing = [401]
    assert asked().data["google"] == "unavailable"
    (connection,) = table.query("org_0000000000000000#live#CN")
    assert connection["status"] == "broken"
    assert "google" not in asked().data, "nothing is connected any more"


def test_a_long_range_is_asked_for_in_parts(google):
    """Google refuses more than about three months at once."""
    found = asked(to="2028-04-10T00:00:00Z").data
    assert len(found["calendars"][0]["busy"]) == 1
    asked_for = [json.loads(each.body) for each in google.received]
    assert len(asked_for) == 7
    assert [each["timeMin"] for each in asked_for[1:]] == [each["timeMax"] for each in asked_for[:-1]]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"calendars": {"primary": {"errors": [{"reason": "notFound"}], "busy": []}}},
        {"calendars": {"x": 1}},
        {"calendars": {"primary": {"busy": [{"start": "tomorrow"}]}}},
    ],
)
def test_nonsense_of_google_is_no_answer(google, answer):
    google.answer = lambda _: Reply(200, {"Content-Type": "application/json"}, json.dumps(answer).encode())
    assert asked().data["google"] == "unavailable"


def test_the_sandbox_needs_nobody():
    assert call("calendar.free_busy", DAY, caller={"environment": "sandbox"}).data["google"] == "included"
