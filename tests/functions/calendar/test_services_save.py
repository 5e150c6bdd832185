"""POST /v1/calendar/services/save keeps its promises."""

import pytest

from tests.api import call
from tests.functions.calendar.bookable import person, service

pytestmark = pytest.mark.usefixtures("table")


def test_a_service_is_replaced_as_a_whole():
    person()
    visit = service(price="45 €")
    asked = {"id": visit["id"], "name": {"en": "Check-up"}, "duration_minutes": 20, "people": ["anna"]}
    changed = call("calendar.services_save", {**asked, "version": 1}).data
    assert (changed["name"], changed["duration_minutes"], changed["version"]) == ({"en": "Check-up"}, 20, 2)
    assert "price" not in changed
    assert call("calendar.services_save", {**asked, "duration_minutes": 25, "version": 1}).status == 409
    assert call("calendar.services_list", {}).data["services"] == [changed]


def test_a_service_that_is_public_has_an_address():
    person()
    visit = service(public=True)
    assert visit["url"].endswith(f"/inbound/booking/org_0000000000000000~{visit['id']}")
    assert "url" not in service()


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"name": {}}, 400, "name.ca"),
        ({"people": ["nobody"]}, 422, "people[0]"),
        ({"people": []}, 400, "people"),
        ({"duration_minutes": 4}, 400, "duration_minutes"),
        ({"places": 501}, 400, "places"),
        ({"name": {"fr": "Visite"}}, 400, "name.fr"),
    ],
)
def test_a_service_that_cannot_be_is_refused_with_its_field(change, status, field):
    person()
    asked = {"name": {"ca": "Visita"}, "duration_minutes": 30, "people": ["anna"], **change}
    answer = call("calendar.services_save", asked)
    assert (answer.status, answer.error["details"]["field"]) == (status, field), answer
