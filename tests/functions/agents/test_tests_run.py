"""agents.tests_run: begins a run of some tests or all, one of an agent at a time (tests/agents/test_kept_tests.py)."""

import pytest

from tests.agents.world import made
from tests.api import call
from tests.services import waiting

pytestmark = pytest.mark.usefixtures("table")


def with_tests(*names):
    agent = made()
    for name in names:
        call("agents.tests_save", {"agent_id": agent, "name": name, "turns": [{"text": "Hola"}]})
    return agent


def jobs():
    return [job for job in waiting("turns") if "tested_agent_id" in job]


def test_a_run_says_what_it_costs_at_most_and_is_queued():
    agent = with_tests("A", "B")
    run = call("agents.tests_run", {"agent_id": agent}).data
    assert {name: run[name] for name in ("status", "done", "total", "credits", "credits_consumed")} == {
        "status": "running", "done": 0, "total": 2, "credits": 2, "credits_consumed": 0
    }  # fmt: skip
    (job,) = jobs()
    assert job["tested_agent_id"] == agent


def test_the_same_run_is_answered_again_and_queued_anew():
    agent = with_tests("A", "B")
    first = call("agents.tests_run", {"agent_id": agent, "names": ["b", "B"]}).data
    assert first["total"] == 1
    assert call("agents.tests_run", {"agent_id": agent, "names": ["B"]}).data == first
    assert len({job["run_id"] for job in jobs()}) == 1
    refused = call("agents.tests_run", {"agent_id": agent, "names": ["A"]})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "tests_running")
    call("agents.update", {"agent_id": agent, "name": "Un altre"})
    assert call("agents.tests_run", {"agent_id": agent, "names": ["B"]}).status == 409


@pytest.mark.parametrize(("about", "field"), [({}, "agent_id"), ({"names": ["A", "Cap"]}, "names[1]")])
def test_a_run_of_nothing_is_refused(about, field):
    agent = with_tests("A") if about else made()
    answer = call("agents.tests_run", {"agent_id": agent, **about})
    assert (answer.status, answer.error["details"]["field"]) == (422, field)


def test_of_no_agent_nothing_is_run():
    assert call("agents.tests_run", {"agent_id": "ag_nobody"}).status == 404
