"""POST /v1/calendar/availability/set keeps its promises."""

import pytest

from tests.api import call
from tests.functions.calendar.bookable import person

pytestmark = pytest.mark.usefixtures("table")

NINE = {"weekday": "monday", "start": "09:00", "end": "12:00"}


def test_hours_are_read_as_they_were_set_and_replaced_as_a_whole():
    exceptions = [{"date": "2027-08-02", "until": "2027-08-20", "hours": []}]
    anna = person(exceptions=exceptions, holidays="ES-CT", services=[{"service_id": "svc_a", "weekly": [NINE]}])
    assert anna["version"] == 1
    assert call("calendar.availability_get", {"person_id": "anna"}).data["people"] == [anna]
    assert person("biel")["timezone"] == "Europe/Madrid"
    again = person(weekly=[NINE])
    assert (again["version"], again["exceptions"], again["services"]) == (2, [], [])
    assert "holidays" not in again
    assert [each["person_id"] for each in call("calendar.availability_get", {}).data["people"]] == ["anna", "biel"]
    assert person(weekly=[NINE]) == again, "nothing changed"


def test_the_time_zone_is_the_organisations_unless_it_is_said():
    about = {"person_id": "anna", "name": "Anna", "weekly": [NINE]}
    assert call("calendar.availability_set", about).data["timezone"] == "Europe/Madrid"
    assert call("calendar.availability_set", {**about, "timezone": "Atlantic/Canary"}).data["version"] == 2


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({"weekly": [NINE, {**NINE, "start": "11:00", "end": "13:00"}]}, 422, "weekly[1].start", "overlapping_hours"),
        ({"weekly": [{**NINE, "end": "09:00"}]}, 422, "weekly[0].end", "end_before_start"),
        ({"weekly": [{**NINE, "end": "25:00"}]}, 400, "weekly[0].end", "format"),
        ({"weekly": [{**NINE, "weekday": "dilluns"}]}, 400, "weekly[0].weekday", "choice"),
        (
            {"services": [{"service_id": "svc_a", "weekly": [{**NINE, "end": "08:00"}]}]},
            422,
            "services[0].weekly[0].end",
            "end_before_start",
        ),
        (
            {"exceptions": [{"date": "2027-08-02", "until": "2027-08-01"}]},
            422,
            "exceptions[0].until",
            "end_before_start",
        ),
        ({"timezone": "Europe/Vic"}, 422, "timezone", "unknown_timezone"),
        ({"person_id": "Anna Puig"}, 400, "person_id", "format"),
        ({"holidays": "FR"}, 400, "holidays", "choice"),
        ({"version": 3}, 409, None, None),
    ],
)
def test_hours_that_cannot_be_are_refused_with_their_field(change, status, field, constraint):
    about = {"person_id": "anna", "name": "Anna", "weekly": [NINE], **change}
    answer = call("calendar.availability_set", about)
    assert answer.status == status, answer
    if field:
        assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)
    assert call("calendar.availability_get", {}).data["people"] == []
