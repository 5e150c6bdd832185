"""agents.delete: an agent is gone, once, and makes room for another; what it did stays."""

import pytest

from tests.agents.world import Scripted, invoked, made, speaking
from tests.api import OTHER_ORGANISATION, call, lose_answers

pytestmark = pytest.mark.usefixtures("table")


def test_a_deleted_agent_is_gone_and_what_it_did_stays(table):
    agent = made()
    with speaking(Scripted("Hola")):
        execution = invoked(agent).data["execution_id"]
    headers = {"Idempotency-Key": "k"}
    deleted = {"agent_id": agent, "deleted": True}
    assert call("agents.delete", {"agent_id": agent}, headers=headers).data == deleted
    lose_answers(table)
    assert call("agents.delete", {"agent_id": agent}, headers=headers).data == deleted
    assert call("agents.delete", {"agent_id": agent}).status == 404
    assert call("agents.get", {"agent_id": agent}).status == 404
    assert invoked(agent).status == 404
    assert call("agents.list", {}).data["agents"] == []
    assert call("agents.executions_get", {"execution_id": execution}).data["agent_name"] == "Assistent"


def test_another_organisations_agent_is_a_403():
    agent = made()
    assert call("agents.delete", {"agent_id": agent}, caller={"organisation": OTHER_ORGANISATION}).status == 403


def test_a_day_costs_what_the_agent_may_cost_and_no_more():
    agent = made(daily_credits=2)
    with speaking(Scripted("Hola")):
        assert [invoked(agent).status for _ in range(3)] == [200, 200, 402]
        assert invoked(agent).error["details"] == {"required": 1, "available": 0}
        shown = call("agents.get", {"agent_id": agent}).data
        assert (shown["daily_credits"], shown["credits_today"]) == (2, 2)
        assert "daily_credits" not in call("agents.update", {"agent_id": agent, "daily_credits": None}).data
        assert invoked(agent).status == 200
