"""POST /v1/calendar/cancel keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.calendar.events import create

pytestmark = pytest.mark.usefixtures("table")


def test_cancelling_again_changes_nothing():
    event = create()
    first = call("calendar.cancel", {"id": event["id"], "version": 1}).data
    assert (first["status"], first["version"]) == ("cancelled", 2)
    assert call("calendar.cancel", {"id": event["id"], "version": 1}).data == first


def test_a_stale_version_is_a_conflict():
    event = create()
    call("calendar.update", {"id": event["id"], "title": "Dues"})
    answer = call("calendar.cancel", {"id": event["id"], "version": 1})
    assert (answer.status, answer.error["details"]) == (409, {"reason": "version", "version": 2})


def test_another_organisations_event_is_forbidden():
    event = create()
    assert call("calendar.cancel", {"id": event["id"]}, caller={"organisation": OTHER_ORGANISATION}).status == 403
