"""POST /v1/events/types keeps its promises."""

import jsonschema
import pytest
from bivelio_core import domain

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_every_type_is_described_by_a_schema_that_its_example_fits():
    described = call("events.types").data["event_types"]
    assert [each["name"] for each in described] == list(domain.event_types())
    for each in described:
        jsonschema.Draft202012Validator.check_schema(each["data_schema"])
        jsonschema.validate(each["example"], each["data_schema"])
        assert each["description"].endswith(".")


def test_it_says_what_a_type_takes_and_what_subscribes_to_it():
    (about,) = call("events.types", {"types": ["calendar.cancelled"]}).data["event_types"]
    assert (about["resource"], about["scope"], about["pattern"]) == ("calendar", "calendar:read", "calendar.*")


def test_who_may_read_events_of_nothing_sees_what_there_is():
    answer = call("events.types", caller={"scopes": "events:read"})
    assert len(answer.data["event_types"]) == len(domain.event_types())
    assert call("events.types", caller={"scopes": "contacts:read"}).status == 403


def test_a_name_that_is_none_is_refused_with_the_nearest():
    answer = call("events.types", {"types": ["calendar.canceled"]}, headers={"Accept-Language": "en"})
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "choice")
    assert "Perhaps you meant 'calendar.cancelled'." in answer.error["message"]
