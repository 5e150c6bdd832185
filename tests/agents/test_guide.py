"""docs/agents.md does what it says: its examples are sent, and the step and the event of an agent work."""

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core.agents.events import derive
from bivelio_core.store import keys
from bivelio_core.tenancy import parse_partition

from tests.agents.world import Scripted, balance, invoked, live, made, speaking
from tests.api import ROOT, call
from tests.credits.spending import audit
from tests.operated import new_organisation, operated
from tests.shapes import assert_covers
from tools.endpoints import load_example

PAGE = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"<!-- example: ([\w.]+) -->\n```json\n(.*?)```", re.DOTALL)
MAGIC = re.findall(r"`simulate:(\w+)`", PAGE)
SANDBOX = {"environment": "sandbox"}


def test_the_examples_of_the_guide_are_accepted(states):
    agent_id = ""
    for operation, text in EXAMPLE.findall(PAGE):
        data = json.loads(text.replace("<id>", agent_id))
        # Only the sandbox has a server of its own.
        answer = call(operation, data, caller=SANDBOX if '"mcp:' in text else None).data
        if operation == "agents.create":
            agent_id = agent_id or answer["id"]
        if operation == "agents.invoke":
            assert answer["output"].keys() == {"topic", "language"}
        if operation == "workflows.create":
            asked = {
                "workflow_id": answer["id"],
                "input": {"text": "Tinc una pregunta sobre la factura."},
                "async": True,
            }
            run = call("workflows.execute", asked).data
            states.run()
            shown = call("workflows.instances_get", {"instance_id": run["instance_id"]}).data
            assert shown["status"] == "completed", shown
            assert shown["steps"][0]["output"]["output"].keys() == {"topic", "language"}
    assert balance() == 498


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("name", sorted(set(MAGIC) - {"slow"}))
def test_every_magic_text_of_the_guide_does_what_it_says(name):
    asked = {"agent_id": "ag_classifier_01", "input": {"text": f"simulate:{name}"}}
    answer = call("agents.invoke", asked, caller=SANDBOX)
    (row,) = [line for line in PAGE.splitlines() if line.startswith("|") and f"`simulate:{name}`" in line]
    expected = re.search(r"\b(402|422|503)\b", row)
    assert answer.status == (int(expected[0]) if expected else 200)
    if answer.status in {422, 503}:
        assert f"`{answer.error['details']['reason']}`" in row


def test_a_step_of_a_workflow_is_charged_like_an_invocation(states, table):
    agent = made()
    steps = [{"id": "a", "type": "agent.invoke", "input": {"agent_id": agent, "text": "Hola"}}]
    workflow = call("workflows.create", {"name": "w", "trigger_type": "manual", "steps": steps}).data["id"]
    with speaking(Scripted("Hola")):
        run = call("workflows.execute", {"workflow_id": workflow, "async": True}).data
        states.run()
    shown = call("workflows.instances_get", {"instance_id": run["instance_id"]}).data
    assert (shown["status"], shown["steps"][0]["output"]["output"]) == ("completed", {"text": "Hola"})
    assert audit(live(table)) == {"charged": 1, "reserved": 0}


def test_a_completed_execution_is_an_event_and_a_failed_one_is_none(table):
    with speaking(Scripted("Hola", "x")):
        answered = invoked(made()).data
    (item,) = live(table).query(keys.EXECUTION)
    partition = parse_partition(item["PK"])
    (happening,) = derive(change(None, item, partition))
    assert happening.type == "agent.executed"
    assert happening.data == {name: answered[name] for name in happening.data}
    assert list(derive(change(item, item, partition))) == []
    assert list(derive(change(None, {**item, "status": "failed"}, partition))) == []


def change(before: Any, after: Any, partition: Any) -> Any:
    """A change of an item as the stream tells of it."""
    return SimpleNamespace(before=before, after=after, partition=partition)


def test_the_calls_of_the_reference_work_live_without_an_account(deployment):
    """`make run` writes the examples into live data too; there the rules answer."""
    organisation = new_organisation()
    operated("seed_samples", organisation=organisation)
    caller = {"organisation": organisation}
    for verb in ("list", "invoke"):
        example = load_example(f"agents.{verb}")
        answer = call(f"agents.{verb}", example["request"]["data"], caller=caller)
        assert_covers(example["response"], answer.body)
    assert answer.data["model"] == "offline-rules"
    assert answer.data["output"]["intent"] == "plan_upgrade"
    drafted = {"agent_id": "ag_email_draft", "input": {"text": "Bon dia, quan arriba la comanda?"}}
    assert call("agents.invoke", drafted, caller=caller).data["output"]["text"]
