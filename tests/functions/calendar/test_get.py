"""POST /v1/calendar/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.calendar.events import create

pytestmark = pytest.mark.usefixtures("table")


def test_another_organisation_gets_403_and_an_unknown_id_404():
    event = create()
    assert call("calendar.get", {"id": event["id"]}, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert call("calendar.get", {"id": "evt_u8v9w0x1"}).status == 404


def test_a_cancelled_event_can_still_be_read():
    event = create()
    call("calendar.cancel", {"id": event["id"]})
    assert call("calendar.get", {"id": event["id"]}).data["status"] == "cancelled"
