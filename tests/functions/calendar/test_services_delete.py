"""POST /v1/calendar/services/delete keeps its promises."""

import pytest

from tests.api import call
from tests.functions.calendar.bookable import at, person, service, try_to_book

pytestmark = pytest.mark.usefixtures("table")


def test_a_service_that_is_removed_cannot_be_booked():
    person()
    visit = service()
    gone = {"id": visit["id"], "deleted": True}
    assert call("calendar.services_delete", {"id": visit["id"]}).data == gone
    assert call("calendar.services_delete", {"id": visit["id"]}).data == gone
    assert call("calendar.services_delete", {"id": "svc_unknown"}).status == 404
    assert try_to_book(visit["id"], at("08:00")).status == 422
    assert call("calendar.services_list", {}).data["services"] == []
