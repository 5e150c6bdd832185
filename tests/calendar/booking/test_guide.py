"""Every request that docs/booking.md shows is answered in the sandbox, and each operation of booking is shown."""

import json
import re

import pytest

from tests.api import call
from tools.template import ROOT

PAGE = (ROOT / "docs" / "booking.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```json\nPOST /v1/calendar/(\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("path", "body"), SHOWN, ids=[path for path, _ in SHOWN])
def test_a_request_of_the_guide_is_answered(path, body):
    operation = f"calendar.{path.replace('/', '_')}"
    answer = call(operation, json.loads(body)["data"], caller={"environment": "sandbox"})
    assert answer.status == 200, answer


def test_the_guide_shows_each_operation_that_books():
    assert {path for path, _ in SHOWN} == {"availability/set", "services/save", "slots", "hold", "book", "move"}
    for other in ("availability/get", "availability/delete", "services/list", "services/delete", "cancel"):
        assert f"/calendar/{other}" in PAGE
