"""POST /v1/calendar/create keeps its promises."""

import pytest

from tests.api import call, lose_answers
from tests.functions.calendar.events import ATTENDEES, DEMO, connect_mail, create, listed

pytestmark = pytest.mark.usefixtures("table")


def test_what_is_sent_comes_back_and_is_listed():
    event = create(
        description="Noves funcionalitats",
        location="Sala 2",
        attendees=[*ATTENDEES, {"email": "maria@exemple.com", "name": "Maria", "optional": True}],
        reminders=[{"method": "email", "minutes_before": 60}, {"method": "popup", "minutes_before": 15}],
    )
    assert event | DEMO == event
    assert event["id"].startswith("evt_")
    assert event["attendees"] == [
        {"email": "client@xyz.com", "status": "needs_action"},
        {"email": "team@bivelio.com", "status": "needs_action"},
        {"email": "maria@exemple.com", "name": "Maria", "optional": True, "status": "needs_action"},
    ]
    assert (event["status"], event["source"], event["version"], event["all_day"]) == ("confirmed", "bivelio", 1, False)
    shown = call("calendar.get", {"id": event["id"]}).data
    assert {**shown, "attendees_notified": event["attendees_notified"]} == event
    assert listed() == [shown]


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({"end": "2027-04-10T15:00:00Z"}, 422, "end", "end_before_start"),
        ({"end": "2027-04-10T14:00:00Z"}, 422, "end", "end_before_start"),
        ({"end": "2028-04-12T15:00:00Z"}, 422, "end", "too_long"),
        ({"end": "2027-04-11"}, 422, "end", "whole_days"),
        ({"start": "2027-04-10", "end": "2027-04-11T10:00:00Z"}, 422, "end", "whole_days"),
        ({"start": "2027-04-11", "end": "2027-04-11"}, 422, "end", "end_before_start"),
        ({"start": "2027-03-28T02:30:00", "end": "2027-03-28T04:00:00"}, 422, "start", "nonexistent_time"),
        ({"start": "2027-03-28T01:00:00", "end": "2027-03-28T02:30:00"}, 422, "end", "nonexistent_time"),
        ({"timezone": "Europe/Barcelona"}, 422, "timezone", "unknown_timezone"),
        ({"timezone": "../../etc/passwd"}, 422, "timezone", "unknown_timezone"),
        ({"timezone": "Europe"}, 422, "timezone", "unknown_timezone"),
        ({"timezone": "localtime"}, 422, "timezone", "unknown_timezone"),
        ({"timezone": "right/Europe/Madrid"}, 422, "timezone", "unknown_timezone"),
        ({"start": "tomorrow"}, 400, "start", "type"),
        ({"start": 1_800_000_000}, 400, "start", "type"),
        ({"start": "2027-02-30T10:00:00Z"}, 400, "start", "format"),
        ({"start": "0001-01-01T00:00:00Z"}, 400, "start", "time_range"),
        ({"end": None}, 400, "end", "required"),
        ({"title": "a\nb"}, 400, "title", "control_characters"),
        ({"title": "x" * 301}, 400, "title", "max_length"),
        ({"attendees": ["nobody"]}, 400, "attendees[0].email", "format"),
        ({"attendees": [{"name": "Maria"}]}, 400, "attendees[0].email", "required"),
        ({"attendees": [f"a{n}@exemple.com" for n in range(101)]}, 400, "attendees", "max_items"),
        ({"attendees": [5]}, 400, "attendees[0]", "type"),
        ({"reminders": [{"method": "email", "minutes_before": 5}] * 6}, 400, "reminders", "max_items"),
        ({"reminders": [{"method": "email", "minutes_before": 40_321}]}, 400, "reminders[0].minutes_before", "maximum"),
        ({"reminders": [{"method": "sms", "minutes_before": 5}]}, 400, "reminders[0].method", "choice"),
        ({"recurrence": "RRULE:FREQ=DAILY"}, 400, "recurrence", "unknown_field"),
    ],
)
def test_bad_input_is_refused_with_its_field(change, status, field, constraint):
    answer = call("calendar.create", {**DEMO, **change})
    assert (answer.status, answer.error["details"]["field"]) == (status, field), answer
    assert answer.error["details"]["constraint"] == constraint


@pytest.mark.parametrize(
    ("start", "end", "timezone", "expected"),
    [
        (
            "2027-07-10T17:00:00",
            "2027-07-10T18:00:00",
            "Europe/Madrid",
            ("2027-07-10T15:00:00Z", "2027-07-10T16:00:00Z"),
        ),
        ("2027-01-10T17:00:00", "2027-01-10T18:00", "Europe/Madrid", ("2027-01-10T16:00:00Z", "2027-01-10T17:00:00Z")),
        # the hour that occurs twice: the first is meant
        (
            "2027-10-31T02:30:00",
            "2027-10-31T03:30:00",
            "Europe/Madrid",
            ("2027-10-31T00:30:00Z", "2027-10-31T02:30:00Z"),
        ),
        (
            "2027-04-10T17:00:00+02:00",
            "2027-04-10t16:00:00z",
            "America/Lima",
            ("2027-04-10T15:00:00Z", "2027-04-10T16:00:00Z"),
        ),
        ("2027-04-10T15:00:00.999Z", "2027-04-10T16:00:00Z", "UTC", ("2027-04-10T15:00:00Z", "2027-04-10T16:00:00Z")),
    ],
)
def test_local_times_are_of_the_time_zone(start, end, timezone, expected):
    event = create(start=start, end=end, timezone=timezone)
    assert (event["start"], event["end"], event["timezone"]) == (*expected, timezone)


@pytest.mark.parametrize(("end", "expected"), [("2027-04-12", "2027-04-12"), (None, "2027-04-11")])
def test_whole_days_stay_days(end, expected):
    event = create(start="2027-04-10", end=end)
    assert (event["start"], event["end"], event["all_day"]) == ("2027-04-10", expected, True)
    assert listed("2027-04-10T21:00:00Z", "2027-04-10T21:30:00Z")[0]["id"] == event["id"]
    assert listed("2027-04-09T21:00:00Z", "2027-04-09T22:00:00Z") == [], "before midnight in Madrid"


def test_an_address_is_invited_once():
    event = create(attendees=["Maria@exemple.com", {"email": "maria@EXEMPLE.com", "name": "Maria"}])
    assert event["attendees"] == [{"email": "Maria@exemple.com", "status": "needs_action"}]


def test_attendees_are_told_when_there_is_a_way():
    assert create(attendees=ATTENDEES)["attendees_notified"] is False
    connect_mail()
    assert create(attendees=ATTENDEES)["attendees_notified"] is True
    assert create()["attendees_notified"] is False


def test_google_must_be_connected_before_it_is_asked_for():
    answer = call("calendar.create", {**DEMO, "sync_to_google": True})
    assert (answer.status, answer.error["code"]) == (422, "INTEGRATION_ERROR")
    assert answer.error["details"] == {"reason": "not_connected", "provider": "google_calendar"}
    assert listed() == []


def test_a_repeated_request_makes_one_event(table):
    key = {"Idempotency-Key": "one"}
    connect_mail()
    asked = {**DEMO, "attendees": ATTENDEES}
    first = call("calendar.create", asked, headers=key).data
    lose_answers(table)
    assert call("calendar.create", asked, headers=key).data == first
    assert len(listed()) == 1
    assert len([item for item in table.query("org_0000000000000000#live#CALT") if item["kind"] == "mail"]) == 1
