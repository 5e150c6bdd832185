"""POST /v1/events/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.events.test_list import happen

pytestmark = pytest.mark.usefixtures("table")


def test_an_event_can_be_read_by_its_id():
    (event_id,) = happen(1)
    event = call("events.get", {"id": event_id}).data
    assert (event["id"], event["event"], event["data"]) == (event_id, "contact.created", {"number": 0})


def test_a_foreign_event_is_forbidden_and_an_unknown_one_not_found():
    (event_id,) = happen(1)
    foreign = call("events.get", {"id": event_id}, caller={"organisation": OTHER_ORGANISATION})
    assert foreign.error["code"] == "RESOURCE_FORBIDDEN"
    assert call("events.get", {"id": "evn_unknown"}).error["code"] == "RESOURCE_NOT_FOUND"
