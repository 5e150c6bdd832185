"""Every request that docs/booking.md shows is answered in the sandbox, and each operation of booking is shown."""

import json
import re

import pytest

from tests.api import call
from tools.template import ROOT

PAGE = (ROOT / "docs" / "booking.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```json\nPOST /v1/calendar/(\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)

ANSWERED = json.loads(re.findall(r"^Answer\n\n```json\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[0])


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("path", "body"), SHOWN, ids=[path for path, _ in SHOWN])
def test_a_request_of_the_guide_is_answered(path, body):
    operation = f"calendar.{path.replace('/', '_')}"
    answer = call(operation, json.loads(body)["data"], caller={"environment": "sandbox"})
    assert answer.status == 200, answer


@pytest.mark.usefixtures("table")
def test_the_requests_of_the_guide_are_steps_of_one_story():
    """One person in all of them: the hours that are set are those in which the service is offered and booked."""
    for path, body in SHOWN:
        answer = call(f"calendar.{path.replace('/', '_')}", json.loads(body)["data"], caller={"environment": "sandbox"})
        assert answer.status == 200, (path, answer)
        if path == "slots":
            assert answer.data == ANSWERED, json.dumps(answer.data)
    people = set(re.findall(r'"(?:person_id": |people": \[)"(\w+)"', PAGE))
    assert people == {"biel"}


def test_the_guide_shows_each_operation_that_books():
    assert {path for path, _ in SHOWN} == {
        "availability/set",
        "services/save",
        "slots",
        "hold",
        "book",
        "move",
        "cancel",
    }
    for other in ("availability/get", "availability/delete", "services/list", "services/delete"):
        assert f"/calendar/{other}" in PAGE
