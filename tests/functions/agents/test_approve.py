"""agents.approve: calls that a person decides about wait; approved, each is carried out once, and the agent goes on."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.agents.waiting import Waiting, packed, unpacked
from bivelio_core.providers import language_model as lm
from bivelio_core.store import keys

from tests.agents.world import Scripted, balance, invoked, live, made, speaking
from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")
DELETE = {"name": "contacts.create", "approval": "always"}
CREATE = lm.ToolCall("1", "contacts.create", {"type": "person", "name": "Nova"})
LIST = lm.ToolCall("2", "contacts.list", {})


def waits(*said, tools=(DELETE,)):
    """The answer to an invocation whose model says this."""
    with speaking(Scripted(*said)):
        return invoked(made(tools=list(tools)), allow_writes=True).data


def decide(execution, *said, approved=True, caller=None):
    """The answer to a decision, after which the model says this."""
    with speaking(Scripted(*said)) as model:
        answer = call("agents.approve", {"execution_id": execution, "approved": approved}, caller=caller)
    return answer, model


def names():
    return [contact["name"] for contact in call("contacts.list", {}).data["contacts"]]


def test_a_call_waits_and_is_carried_out_when_it_is_approved():
    waiting = waits([CREATE, LIST], tools=(DELETE, "contacts.list"))
    assert (waiting["status"], waiting["output"], names()) == ("waiting", {}, [])
    assert waiting["waiting"] == [{"tool": "contacts.create", "arguments": {"type": "person", "name": "Nova"}}]
    shown = call("agents.executions_get", {"execution_id": waiting["execution_id"]}).data
    assert (shown["status"], shown["waiting"], shown["tools_used"]) == (
        "waiting",
        waiting["waiting"],
        ["contacts.list"],
    )
    answer, model = decide(waiting["execution_id"], "Fet")
    assert (answer.data["output"], answer.data["tools_used"]) == ({"text": "Fet"}, ["contacts.list", "contacts.create"])
    assert names() == ["Nova"]
    turn = model.prompts[0].turns[-1]
    assert [result.call.name for result in turn.results] == ["contacts.create", "contacts.list"]
    assert "status" not in answer.data
    assert balance() == 499
    shown = call("agents.executions_get", {"execution_id": waiting["execution_id"]}).data
    assert (shown["status"], shown["decision"]["decided_by"]) == ("completed", "api_key:key_test")
    assert "waiting" not in shown


def test_the_same_decision_again_has_the_same_answer_and_no_second_effect():
    waiting = waits(CREATE)
    first, _ = decide(waiting["execution_id"], "Fet")
    again, model = decide(waiting["execution_id"], "Una altra cosa")
    assert (first.data, model.prompts, names()) == (again.data, [], ["Nova"])
    other, _ = decide(waiting["execution_id"], "no", approved=False)
    assert (other.status, other.error["details"]["reason"]) == (409, "not_waiting")


def test_what_is_declined_is_not_carried_out_and_the_model_is_told():
    waiting = waits(CREATE)
    answer, model = decide(waiting["execution_id"], "D'acord, no ho faig", approved=False)
    assert (answer.data["output"], names()) == ({"text": "D'acord, no ho faig"}, [])
    assert "tools_used" not in answer.data
    assert model.prompts[0].turns[-1].results[0].output["error"]["code"] == "DECLINED"


def test_an_agent_may_wait_several_times():
    waiting = waits(CREATE)
    second = lm.ToolCall("1", "contacts.create", {"type": "person", "name": "Segona"})
    again, _ = decide(waiting["execution_id"], second)
    assert (again.data["status"], again.data["waiting"][0]["arguments"]["name"]) == ("waiting", "Segona")
    done, _ = decide(waiting["execution_id"], "Fet")
    assert (done.data["output"], sorted(names())) == ({"text": "Fet"}, ["Nova", "Segona"])


def test_what_cannot_be_taken_back_waits_by_default_and_the_rest_does_not():
    void = lm.ToolCall("1", "invoices.void", {"id": "inv_unknown", "reason": "Error"})
    assert waits(void, tools=("invoices.void",))["status"] == "waiting"
    assert "status" not in waits(CREATE, "Fet", tools=("contacts.create",))
    assert "status" not in waits(void, "Fet", tools=({"name": "invoices.void", "approval": "never"},))


def test_a_call_over_a_limit_waits_also_when_the_amount_is_of_what_it_names():
    client = call("contacts.create", {"type": "company", "name": "ACME"}).data["id"]
    lines = [{"description": "A", "quantity": 1, "unit_price": 450, "tax_rate": 21}]
    invoice = call("invoices.create", {"client_id": client, "line_items": lines}).data
    tool = {"name": "invoices.delete", "approval": {"over": {"total": 500}}}
    large = lm.ToolCall("1", "invoices.delete", {"id": invoice["id"]})
    assert waits(large, tools=(tool,))["status"] == "waiting"
    tool = {"name": "invoices.delete", "approval": {"over": {"total": 600}}}
    assert "status" not in waits(large, "Fet", tools=(tool,))
    assert waits(large, "Fet", tools=(tool,))["status"] == "waiting", "of what is gone the amount is not known"


def test_who_decides_must_be_able_to_do_what_is_asked():
    waiting = waits(CREATE)
    refused, _ = decide(waiting["execution_id"], "Fet", caller={"scopes": "agents:write"})
    assert (refused.status, refused.error["details"]["resource"]) == (403, "contacts")
    other, _ = decide(waiting["execution_id"], "Fet", caller={"organisation": OTHER_ORGANISATION})
    assert other.status == 403
    assert names() == []


def test_after_a_week_nothing_is_carried_out():
    waiting = waits(CREATE)
    with clock.frozen(clock.now() + timedelta(days=8)):
        late, _ = decide(waiting["execution_id"], "Fet")
    assert (late.status, late.error["details"]["reason"], names()) == (409, "expired", [])


def test_a_decision_whose_model_failed_goes_on_when_it_is_repeated():
    waiting = waits(CREATE)
    failed, _ = decide(waiting["execution_id"], lm.ModelUnavailable("unavailable"))
    assert failed.status == 503
    done, _ = decide(waiting["execution_id"], "Fet")
    assert (done.data["output"], names()) == ({"text": "Fet"}, ["Nova"])


def test_a_call_that_would_be_refused_anyway_is_not_asked():
    wrong = lm.ToolCall("1", "contacts.create", {"type": "person"})
    assert "status" not in waits(wrong, "Fet")


def test_the_conversation_is_kept_until_the_decision_only(table):
    waiting = waits(CREATE)
    assert len(live(table).query(keys.AGENT_WAIT)) == 1
    decide(waiting["execution_id"], "Fet")
    assert live(table).query(keys.AGENT_WAIT) == []


def test_a_repeated_invocation_is_told_that_it_waits():
    agent = made(tools=[DELETE])
    with speaking(Scripted(CREATE)):
        first = invoked(agent, allow_writes=True, key="k").data
    with speaking(Scripted("no")):
        assert invoked(agent, allow_writes=True, key="k").data == first


def test_a_long_conversation_fits_into_an_item():
    rows = [
        {"name": f"Empresa {number}", "email": f"info{number}@exemple.com", "status": "active"}
        for number in range(9_000)
    ]
    turns = (
        lm.UserTurn(("Qui falta?",)),
        lm.ModelTurn("", (LIST,)),
        lm.ToolTurn((lm.ToolResult(LIST, {"rows": rows}),)),
    )
    waiting = Waiting(turns, (CREATE,), (), 1, lm.Usage(1, 2, 3), "gemini", ("contacts.list",))
    kept = packed(waiting)
    assert len(kept) < 300_000
    assert unpacked(kept) == waiting
