"""POST /v1/calendar/update keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.calendar.events import ATTENDEES, create, listed

pytestmark = pytest.mark.usefixtures("table")


def update(event, **change):
    return call("calendar.update", {"id": event["id"], **change})


def test_only_what_is_sent_changes():
    event = create(description="Una", location="Sala 2", attendees=ATTENDEES)
    changed = update(event, title="Dues", description=None).data
    assert changed == {
        **{name: value for name, value in event.items() if name != "description"},
        "title": "Dues",
        "version": 2,
        "updated_at": changed["updated_at"],
    }


def test_a_new_start_moves_the_event_in_lists_too():
    event = create(end="2027-04-10T18:00:00Z")
    moved = update(event, start="2027-06-01T10:00:00", timezone="Europe/Madrid").data
    assert (moved["start"], moved["end"]) == ("2027-06-01T08:00:00Z", "2027-06-01T11:00:00Z")
    assert listed() == []
    assert [each["id"] for each in listed("2027-06-01T00:00:00Z", "2027-06-02T00:00:00Z")] == [event["id"]]


def test_whole_days_are_moved_with_their_length():
    event = create(start="2027-04-10", end="2027-04-13")
    moved = update(event, start="2027-05-01").data
    assert (moved["start"], moved["end"]) == ("2027-05-01", "2027-05-04")


def test_another_zone_keeps_the_instants_of_times_and_the_days_of_days():
    times, days = create(), create(start="2027-04-10", end="2027-04-11")
    assert update(times, timezone="Asia/Tokyo").data["start"] == times["start"]
    assert update(days, timezone="Asia/Tokyo").data["start"] == "2027-04-10"
    assert [each["id"] for each in listed("2027-04-09T15:00:00Z", "2027-04-09T16:00:00Z")] == [days["id"]]


def test_those_who_stay_keep_their_answers(table):
    event = create(attendees=ATTENDEES)
    item = table.query("org_0000000000000000#live#CAL")[0]
    table.put({**item, "attendees": [{"email": "client@xyz.com", "status": "accepted"}, item["attendees"][1]]})
    changed = update(event, attendees=["Client@xyz.com", "nou@exemple.com"]).data
    assert [(each["email"], each["status"]) for each in changed["attendees"]] == [
        ("Client@xyz.com", "accepted"),
        ("nou@exemple.com", "needs_action"),
    ]


def test_a_stale_version_is_a_conflict_unless_nothing_changes():
    event = create()
    update(event, title="Dues", version=1)
    answer = update(event, title="Tres", version=1)
    assert (answer.status, answer.error["code"]) == (409, "CONFLICT")
    assert answer.error["details"] == {"reason": "version", "version": 2}
    assert update(event, title="Dues", version=1).data["version"] == 2


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"calendar_id": "No"}, 400, "calendar_id"),
        ({"calendar_id": None}, 400, "calendar_id"),
        ({"sync_to_google": None}, 400, "sync_to_google"),
        ({}, 400, "data"),
        ({"end": "2027-04-10T15:00:00Z"}, 422, "end"),
        ({"start": "2027-03-28T02:30:00"}, 422, "start"),
        ({"timezone": "Nowhere"}, 422, "timezone"),
        ({"title": None}, 400, "title"),
        ({"start": "2027-04-10"}, 200, None),
    ],
)
def test_bad_input_is_refused_with_its_field(change, status, field):
    answer = update(create(), **change)
    assert answer.status == status, answer
    assert field is None or answer.error["details"]["field"] == field


def test_an_event_moves_to_another_calendar_and_back():
    event = create()
    for calendar, other in (("sales", "primary"), ("primary", "sales")):
        assert update(event, calendar_id=calendar).data["calendar_id"] == calendar
        assert [each["id"] for each in listed(calendar_id=calendar)] == [event["id"]]
        assert listed(calendar_id=other) == []


def test_google_must_be_connected_before_an_event_is_kept_there():
    event = create()
    answer = update(event, sync_to_google=True, title="Dues")
    assert (answer.status, answer.error["details"]["reason"]) == (422, "not_connected")
    assert call("calendar.get", {"id": event["id"]}).data["title"] == event["title"]
    assert update(event, sync_to_google=False).data["version"] == 1, "it never was"


def test_a_cancelled_event_is_changed_no_more():
    event = create()
    call("calendar.cancel", {"id": event["id"]})
    answer = update(event, title="Dues")
    assert (answer.status, answer.error["details"]["reason"]) == (409, "cancelled")


def test_another_organisations_event_is_forbidden():
    event = create()
    caller = {"organisation": OTHER_ORGANISATION}
    assert call("calendar.update", {"id": event["id"], "title": "x"}, caller=caller).status == 403
