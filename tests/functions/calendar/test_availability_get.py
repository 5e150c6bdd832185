"""POST /v1/calendar/availability/get keeps its promises."""

import pytest

from tests.api import call
from tests.functions.calendar.bookable import person

pytestmark = pytest.mark.usefixtures("table")


def test_the_hours_of_one_or_of_all_people_are_read_by_their_ids():
    biel, anna = person("biel"), person("anna", holidays="ES")
    assert call("calendar.availability_get", {}).data["people"] == [anna, biel]
    assert call("calendar.availability_get", {"person_id": "biel"}).data["people"] == [biel]
    assert call("calendar.availability_get", {"person_id": "carla"}).status == 404
