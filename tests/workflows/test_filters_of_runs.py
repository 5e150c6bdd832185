"""Runs are found by what started them, when, how long they took, and what their input says."""

from datetime import UTC, datetime

import pytest
from bivelio_core import clock

from tests.api import call
from tests.workflows.calls import execute, workflow


@pytest.fixture
def runs(states):
    """The ids of runs: one that ended at once, and one that took three minutes."""
    quick = workflow({"id": "s", "type": "set", "input": {"x": 1}}, concurrency="allow")
    slow = workflow({"id": "ok", "type": "approval", "input": {"message": "?"}}, concurrency="allow")
    with clock.frozen(datetime(2026, 4, 7, 12, tzinfo=UTC)):
        first = execute(quick, {"client_name": "Cafès Núria", "list": [{"city": "Girona", "n": 4_812_345}]})
        states.run()
    with clock.frozen(datetime(2026, 5, 2, 12, tzinfo=UTC)):
        second = execute(slow, {"client_name": "Fusteria Puig", "api_key": "verysecret1"})
        states.run()
    with clock.frozen(datetime(2026, 5, 2, 12, 3, tzinfo=UTC)):
        call("workflows.approve", {"instance_id": second["instance_id"]})
        states.run()
    return {"first": first["instance_id"], "second": second["instance_id"]}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"search": "nuria"}, {"first"}),
        ({"search": "giro caf"}, {"first"}),
        ({"search": "48123"}, {"first"}),
        ({"search": "fusteria girona"}, set()),
        ({"search": "verysecret1"}, set()),
        ({"from_date": "2026-05-01"}, {"second"}),
        ({"to_date": "2026-04-07"}, {"first"}),
        ({"from_date": "2026-04-07", "to_date": "2026-05-02"}, {"first", "second"}),
        ({"trigger": "api"}, {"first", "second"}),
        ({"trigger": "cron"}, set()),
        ({"duration": "under_1s"}, {"first"}),
        ({"duration": "under_1h"}, {"second"}),
        ({"duration": "over_1h"}, set()),
        ({"trigger": "api", "status": "completed", "search": "puig", "from_date": "2026-05-02"}, {"second"}),
    ],
)
def test_runs_are_found_by_trigger_day_length_and_words_of_their_input(runs, asked, found):
    data = call("workflows.instances", asked).data
    assert {each["instance_id"] for each in data["instances"]} == {runs[name] for name in found}
    assert data["pagination"]["total"] == len(found)
