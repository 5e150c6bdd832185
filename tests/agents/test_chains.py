"""What an agent changes in a run counts among the changes of the run's chain, each of them."""

import pytest
from bivelio_core.providers import language_model as lm
from bivelio_core.store import chain_counts

from tests.agents.test_tools import contacts, result_of
from tests.agents.world import Scripted, made, speaking
from tests.api import ORGANISATION, call
from tests.workflows.calls import execute, instance, workflow


def create(number):
    return lm.ToolCall(str(number), "contact.create", {"type": "person", "name": f"Contact {number}"})


def run(states, model, **about):
    agent = made(tools=["contact.create", "contact.find"])
    step = {"id": "a", "type": "agent.invoke", "input": {"agent_id": agent, "text": "Hola", "allow_writes": True}}
    with speaking(model):
        started = execute(workflow(step, **about))["instance_id"]
        states.run()
    return instance(started)


def effects(table):
    (counter,) = table.query(f"{ORGANISATION}#live#WFR")
    return counter["effects"]


def test_each_change_of_an_agent_counts_and_what_it_reads_does_not(states, table):
    find = lm.ToolCall("f", "contact.find", {"email": "maria@exemple.com"})
    done = run(states, Scripted([create(1), create(2), find], create(3), "fet"))
    assert (done["status"], contacts()) == ("completed", 3)
    assert effects(table) == 4, "the step itself, and three contacts"


def test_an_agent_changes_no_more_than_its_chain_may(states, table, monkeypatch):
    monkeypatch.setitem(chain_counts.MAXIMUM, "effects", 2)
    model = Scripted([create(1), create(2)], "fet")
    done = run(states, model)
    assert (done["status"], contacts(), effects(table)) == ("completed", 1, 2)
    assert result_of(model.prompts[1])["error"]["code"] == "CHAIN_LIMIT_REACHED"


@pytest.mark.usefixtures("states")
def test_an_agent_that_no_run_invokes_counts_nowhere(table):
    agent = made(tools=["contact.create"])
    with speaking(Scripted(create(1), "fet")):
        data = {"agent_id": agent, "input": {"text": "Hola"}, "allow_writes": True}
        assert call("agents.invoke", data).status == 200
    assert contacts() == 1
    assert table.query(f"{ORGANISATION}#live#WFR") == []
