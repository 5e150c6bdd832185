"""POST /v1/calendar/availability/delete keeps its promises."""

import pytest

from tests.api import call
from tests.functions.calendar.bookable import at, book, free, person, service, try_to_book

pytestmark = pytest.mark.usefixtures("table")


def test_who_is_removed_is_booked_no_more_and_keeps_the_bookings():
    person("anna")
    person("biel")
    visit = service(("anna", "biel"))
    event = book(visit["id"], at("08:00"), person_id="anna")
    gone = {"person_id": "anna", "deleted": True}
    assert call("calendar.availability_delete", {"person_id": "anna"}).data == gone
    assert call("calendar.availability_delete", {"person_id": "anna"}).data == gone
    assert call("calendar.availability_get", {"person_id": "anna"}).status == 404
    assert call("calendar.availability_delete", {"person_id": "nobody"}).status == 404
    assert free(visit["id"], person_id="anna") == []
    assert try_to_book(visit["id"], at("07:00")).data["booking"]["person_id"] == "biel"
    assert call("calendar.get", {"id": event["id"]}).data["status"] == "confirmed"
    assert person("anna")["name"] == "Anna", "set again, there again"
    assert at("08:00") not in free(visit["id"], person_id="anna")
