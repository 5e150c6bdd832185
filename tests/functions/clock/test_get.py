"""POST /v1/clock/get keeps its promises."""

import pytest
from bivelio_core import clock

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")
SANDBOX = {"environment": "sandbox"}


def test_a_clock_that_nobody_moved_shows_the_real_time():
    with clock.frozen(clock.parse("2026-03-02T08:00:00Z")):
        shown = call("clock.get", caller=SANDBOX).data
    assert shown == {
        "now": "2026-03-02T08:00:00Z",
        "real_now": "2026-03-02T08:00:00Z",
        "status": "ready",
        "frozen": False,
        "moved": False,
        "resets_at": "2026-03-03T00:00:00Z",
    }


@pytest.mark.parametrize("operation", ["get", "advance", "freeze", "resume"])
def test_live_has_no_clock_of_its_own(operation):
    data = {"by": "3d"} if operation == "advance" else {}
    answer = call(f"clock.{operation}", data)
    assert answer.status == 422
    assert answer.error["details"]["constraint"] == "sandbox_only"


def test_a_new_day_begins_with_the_real_time():
    with clock.frozen(clock.parse("2026-03-02T08:00:00Z")):
        call("clock.freeze", {}, caller=SANDBOX)
    with clock.frozen(clock.parse("2026-03-03T00:00:01Z")):
        shown = call("clock.get", caller=SANDBOX).data
    assert (shown["now"], shown["frozen"]) == ("2026-03-03T00:00:01Z", False)


def test_reading_needs_the_scope():
    answer = call("clock.get", caller={**SANDBOX, "scopes": "contacts:read"})
    assert answer.status == 403
