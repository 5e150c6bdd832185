"""POST /v1/calendar/slots keeps its promises."""

from datetime import UTC, datetime

import pytest
from bivelio_core import clock

from tests.api import call
from tests.functions.calendar.bookable import MONDAY, at, book, free, person, service
from tests.functions.calendar.events import create

pytestmark = pytest.mark.usefixtures("table")


def test_hours_are_offered_as_clocks_show_them():
    person()
    visit = service()
    assert free(visit["id"]) == [at("07:00"), at("08:00"), at("09:00")]
    winter = free(visit["id"], "2027-12-07T00:00:00Z", "2027-12-08T00:00:00Z")
    assert winter == ["2027-12-07T08:00:00Z", "2027-12-07T09:00:00Z", "2027-12-07T10:00:00Z"]


def test_times_are_grouped_by_the_days_of_who_asks_and_say_when_they_end():
    person()
    visit = service()
    asked = {"service_id": visit["id"], "from": at("09:00"), "to": at("10:00")}
    answer = call("calendar.slots", {**asked, "timezone": "Pacific/Auckland", "format": "range"}).data
    slot = {"start": at("09:00"), "end": at("10:00"), "local": f"{MONDAY}T21:00:00+12:00", "people": ["anna"]}
    assert answer["days"] == [{"date": MONDAY, "slots": [{**slot, "places": 1}]}]
    assert call("calendar.slots", asked).data["days"][0]["slots"] == [
        {"start": at("09:00"), "local": f"{MONDAY}T11:00:00+02:00", "people": ["anna"], "places": 1}
    ]


def test_events_of_the_persons_calendars_are_in_the_way_with_the_buffers():
    person(calendars=["anna", "house"])
    visit = service(buffer_before_minutes=15, interval_minutes=30)
    create(calendar_id="house", start=at("07:30"), end=at("08:00"))
    create(calendar_id="elsewhere", start=at("09:00"), end=at("10:00"))
    assert free(visit["id"]) == [at("08:30"), at("09:00")], "8:00 would begin its preparation within the event"


def test_bookings_are_in_the_way_with_both_buffers():
    person()
    visit, other = service(buffer_after_minutes=15, interval_minutes=15), service(duration_minutes=30)
    book(visit["id"], at("08:00"))
    assert free(other["id"]) == [at("07:00"), at("07:30"), at("09:30")]
    assert free(visit["id"]) == [], "an hour and a quarter fits neither before nor after it"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"exceptions": [{"date": MONDAY}]}, []),
        ({"exceptions": [{"date": "2027-06-01", "until": "2027-06-10"}]}, []),
        ({"exceptions": [{"date": MONDAY, "hours": [{"start": "16:00", "end": "17:00"}]}]}, [at("14:00")]),
        ({"weekly": []}, []),
        ({"weekly": [{"weekday": "monday", "start": "23:00", "end": "24:00"}]}, [at("21:00")]),
    ],
)
def test_other_hours_win_over_those_of_the_week(change, expected):
    person(**change)
    assert free(service()["id"]) == expected


def test_public_holidays_are_closed_unless_an_exception_opens_them():
    person(holidays="ES-CT")
    visit = service()
    diada, next_day = ("2027-09-10T22:00:00Z", "2027-09-11T22:00:00Z"), ("2027-12-08T00:00:00Z", "2027-12-09T00:00:00Z")
    assert free(visit["id"], *next_day) == []
    everyday = [{"weekday": day, "start": "09:00", "end": "10:00"} for day in ("wednesday", "saturday")]
    person(holidays="ES-CT", weekly=everyday)
    assert free(visit["id"], *diada) == []
    person(holidays="ES", weekly=everyday)
    assert free(visit["id"], *diada) == ["2027-09-11T07:00:00Z"]
    open_hours = [{"start": "10:00", "end": "11:00"}]
    person(holidays="ES", weekly=everyday, exceptions=[{"date": "2027-12-08", "hours": open_hours}])
    assert free(visit["id"], *next_day) == ["2027-12-08T09:00:00Z"]


def test_a_person_gives_one_service_in_hours_of_its_own():
    person()
    visit = service()
    own = [{"service_id": visit["id"], "weekly": [{"weekday": "monday", "start": "17:00", "end": "18:00"}]}]
    person(services=own)
    assert free(visit["id"]) == [at("15:00")]
    assert free(service()["id"])[0] == at("07:00")


def test_whoever_gives_it_is_offered_and_one_of_them_can_be_asked_for():
    person("anna")
    person("biel")
    visit = service(("biel", "anna"))
    create(calendar_id="biel", start=at("07:00"), end=at("08:00"))
    asked = {"service_id": visit["id"], "from": at("07:00"), "to": at("09:00")}
    days = call("calendar.slots", asked).data["days"]
    assert [slot["people"] for slot in days[0]["slots"]] == [["anna"], ["biel", "anna"]]
    assert free(visit["id"], person_id="biel") == [at("08:00"), at("09:00")]
    answer = call("calendar.slots", {**asked, "person_id": "carla"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "person_id")


def test_notice_and_window_leave_out_what_may_not_be_booked_now():
    person()
    visit = service(notice_minutes=90, window_days=1)
    with clock.frozen(datetime(2027, 6, 7, 6, 0, tzinfo=UTC)):
        assert free(visit["id"], end="2027-06-12T00:00:00Z") == [at("08:00"), at("09:00")]
    with clock.frozen(datetime(2027, 6, 7, 7, 1, tzinfo=UTC)):
        two_days = free(visit["id"], end="2027-06-12T00:00:00Z")
    assert two_days == [at("09:00"), "2027-06-08T07:00:00Z"]


def test_so_many_a_day_are_given_and_no_more():
    person()
    visit, other = service(most_a_day=1), service()
    book(visit["id"], at("08:00"))
    assert free(visit["id"]) == []
    assert free(other["id"]) == [at("07:00"), at("09:00")]
    assert free(visit["id"], "2027-06-08T00:00:00Z", "2027-06-09T00:00:00Z")[0] == "2027-06-08T07:00:00Z"


def test_places_that_are_left_are_told_and_asked_for():
    person()
    group = service(places=3)
    book(group["id"], at("08:00"), places=2)
    days = call("calendar.slots", {"service_id": group["id"], "from": at("07:00"), "to": at("09:00")}).data["days"]
    assert [slot["places"] for slot in days[0]["slots"]] == [3, 1]
    assert free(group["id"], places=2) == [at("07:00"), at("09:00")]


@pytest.mark.parametrize(
    ("change", "field", "constraint"),
    [
        ({"to": at("00:00")}, "to", "end_before_start"),
        ({"to": "2027-09-01T00:00:00Z"}, "to", "too_long"),
        ({"service_id": "svc_unknown"}, "service_id", "not_found"),
        ({"timezone": "Europe/Vic"}, "timezone", "unknown_timezone"),
    ],
)
def test_bad_input_is_refused_with_its_field(change, field, constraint):
    person()
    asked = {"service_id": service()["id"], "from": at("00:00"), "to": at("09:00"), **change}
    answer = call("calendar.slots", asked)
    assert (answer.status, answer.error["details"]["field"]) == (422, field), answer
    assert answer.error["details"]["constraint"] == constraint


def test_a_service_that_is_not_active_offers_nothing():
    person()
    assert free(service(active=False)["id"]) == []
