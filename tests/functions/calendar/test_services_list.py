"""POST /v1/calendar/services/list keeps its promises."""

from datetime import UTC, datetime

import pytest
from bivelio_core import clock

from tests.api import call, lose_answers
from tests.functions.calendar.bookable import person, service

pytestmark = pytest.mark.usefixtures("table")


def test_services_are_listed_in_the_order_in_which_they_were_made(table):
    person("anna")
    person("biel")
    asked = {"name": {"ca": "Visita"}, "duration_minutes": 30, "people": ["anna"]}
    one = call("calendar.services_save", asked, headers={"Idempotency-Key": "one"}).data
    lose_answers(table)
    assert call("calendar.services_save", asked, headers={"Idempotency-Key": "one"}).data == one
    with clock.frozen(datetime(2030, 1, 1, tzinfo=UTC)):
        other = service(("biel",), description={"es": "Con cita"}, price="45 €", most_a_day=3)
    assert call("calendar.services_list", {}).data["services"] == [one, other]
    assert call("calendar.services_list", {"person_id": "biel"}).data["services"] == [other]
    assert (one["notice_minutes"], one["window_days"], one["places"]) == (120, 60, 1)
    assert (other["description"], other["price"], other["most_a_day"]) == ({"es": "Con cita"}, "45 €", 3)
