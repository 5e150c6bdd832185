"""agents.executions_get: one execution with its output."""

import pytest
from bivelio_core.providers import language_model as lm

from tests.agents.world import Scripted, invoked, made, speaking
from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def test_an_execution_has_what_was_answered():
    with speaking(Scripted("Bon dia")):
        answered = invoked(made()).data
    shown = call("agents.executions_get", {"execution_id": answered["execution_id"]}).data
    assert shown == {**answered, "status": "completed", "agent_version": 1}


def test_an_execution_keeps_its_calls_without_credentials():
    arguments = {
        "type": "person",
        "name": "Anna",
        "custom_fields": {"api_key": "bv_live_sk_0123456789abcdef", "n": "1"},
    }
    agent = made(tools=["contacts.create", {"name": "contacts.list", "approval": "never"}])
    with speaking(Scripted(lm.ToolCall("1", "contacts.create", arguments), lm.ToolCall("2", "keys.create", {}), "Fet")):
        answered = invoked(agent, allow_writes=True).data
    shown = call("agents.executions_get", {"execution_id": answered["execution_id"]}).data
    assert (shown["rounds"], [use["tool"] for use in shown["calls"]]) == (2, ["contacts.create", "keys.create"])
    assert shown["calls"][0]["arguments"]["custom_fields"] == {"api_key": "********", "n": "1"}
    assert shown["calls"][0]["result"]["name"] == "Anna"
    assert shown["calls"][1]["result"]["error"]["code"] == "TOOL_NOT_GRANTED"
    assert "bv_live_sk" not in str(shown)


def test_another_organisations_execution_is_a_403_and_an_unknown_one_a_404():
    with speaking(Scripted("Bon dia")):
        execution = invoked(made()).data["execution_id"]
    asked = {"execution_id": execution}
    assert call("agents.executions_get", asked, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert call("agents.executions_get", {"execution_id": "age_unknown"}).status == 404
