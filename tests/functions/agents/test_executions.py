"""agents.executions: what agents did, newest first."""

import pytest
from bivelio_core.providers import language_model as lm

from tests.agents.world import Scripted, invoked, made, speaking
from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def test_executions_are_listed_by_agent_and_status():
    one, two = made(), made()
    with speaking(Scripted("u", "dos", lm.ModelRefused("blocked"))):
        ids = [invoked(agent).data["execution_id"] for agent in (one, two)]
        invoked(two)
    listed = call("agents.executions", {}).data
    assert [run["status"] for run in listed["executions"]] == ["failed", "completed", "completed"]
    assert listed["pagination"]["total"] == 3
    (own,) = call("agents.executions", {"agent_id": two, "status": "completed"}).data["executions"]
    assert (own["execution_id"], own["agent_id"], own["credits_consumed"]) == (ids[1], two, 1)
    assert "output" not in own


def test_another_organisations_agent_is_a_403():
    answer = call("agents.executions", {"agent_id": made()}, caller={"organisation": OTHER_ORGANISATION})
    assert answer.status == 403
