"""Tests of agents: played again on each version, compared, charged once, and without effect."""

import json

import pytest
from bivelio_core.agents.actions import invoke
from bivelio_core.agents.events import derive
from bivelio_core.agents.kept_tests import playing
from bivelio_core.providers import language_model as lm
from bivelio_core.store import keys
from bivelio_core.store.changes import Change

from tests.agents.desk_world import says
from tests.agents.world import Scripted, balance, live, made, speaking
from tests.api import call, load
from tests.services import waiting
from tests.streams import record

pytestmark = pytest.mark.usefixtures("table")
CREATE = lm.ToolCall("1", "contacts.create", {"type": "person", "name": "Intrusa"})


def saved(agent, *turns, name="Prova", **about):
    data = {"agent_id": agent, "name": name, "turns": list(turns), **about}
    answer = call("agents.tests_save", data)
    assert answer.status == 200, answer.error
    return answer.data


def work():
    """The worker takes what waits on the queue; how many jobs it were."""
    count = 0
    while jobs := [job for job in waiting("turns") if "tested_agent_id" in job]:
        count += len(jobs)
        for job in jobs:
            served(job)
    return count


def served(job):
    event = {"Records": [{"messageId": "1", "body": json.dumps(job)}]}
    assert load("workers/answer_turn").handler(event, None) == {"batchItemFailures": []}


def listed(agent):
    return call("agents.tests_list", {"agent_id": agent}).data


def run(agent, *said, **asked):
    """A run whose model says so; the list after it."""
    with speaking(Scripted(*said)) as model:
        answer = call("agents.tests_run", {"agent_id": agent, **asked})
        assert answer.status == 200, answer.error
        work()
    return listed(agent), model


def test_two_versions_stand_side_by_side_with_the_difference():
    agent = made()
    saved(
        agent, {"text": "Quant val el menú?", "says": ["16,50"], "never_says": ["gratis"]}, {"text": "I les postres?"}
    )
    page, model = run(agent, "No ho sé.", "Tampoc.")
    assert (page["run"]["status"], page["run"]["done"], page["run"]["total"]) == ("completed", 1, 1)
    (test,) = page["tests"]
    assert [each["passed"] for each in test["results"]] == [False]
    assert test["results"][0]["turns"][0]["missed"] == [{"expectation": "says", "value": "16,50"}]
    assert test["difference"] is None
    assert "No ho sé." in str(model.prompts[1].before), "the second turn knows the first"
    call("agents.update", {"agent_id": agent, "instructions": "El menú val 16,50 euros."})
    page, _ = run(agent, "Val 16,50 euros.", "Van incloses.")
    (test,) = page["tests"]
    assert [(each["agent_version"], each["passed"]) for each in test["results"]] == [(2, True), (1, False)]
    assert test["difference"] == "mended"
    page, _ = run(agent, "Val 16,50.", "Sí.")
    assert [each["agent_version"] for each in page["tests"][0]["results"]] == [2, 1]


@pytest.mark.parametrize(
    ("after", "difference"),
    [(("Val 16 euros.",), "same"), (("Costa 16 euros.",), "reworded"), (("És gratis.",), "broken")],
)
def test_a_difference_is_said_in_a_word(after, difference):
    agent = made()
    saved(agent, {"text": "Quant val?", "says": ["16"]})
    run(agent, "Val 16 euros.")
    call("agents.update", {"agent_id": agent, "instructions": "Una altra cosa."})
    page, _ = run(agent, *after)
    assert page["tests"][0]["difference"] == difference


def test_words_are_compared_without_case_and_accents():
    agent = made()
    saved(agent, {"text": "Hola", "says": ["MENU de migdia"], "never_says": ["Adéu"]})
    page, _ = run(agent, "El menú de migdia. adeu")
    missed = page["tests"][0]["results"][0]["turns"][0]["missed"]
    assert missed == [{"expectation": "never_says", "value": "Adéu"}]


def test_what_changes_something_is_recorded_and_what_reads_is_carried_out():
    call("contacts.create", {"type": "person", "name": "Maria"})
    agent = made(tools=["contacts.list", {"name": "contacts.create", "approval": "always"}])
    expected = {"text": "Hola", "calls": ["contacts.list", "contacts.create"], "never_calls": ["contacts.update"]}
    saved(agent, expected)
    page, model = run(agent, [CREATE, lm.ToolCall("2", "contacts.list", {})], "Fet")
    (result,) = page["tests"][0]["results"]
    assert (result["passed"], result["turns"][0]["tools_used"]) == (True, ["contacts.create", "contacts.list"])
    created, read = (each.output for each in model.prompts[1].turns[-1].results)
    assert (created["recorded"], [each["name"] for each in read["contacts"]]) == (True, ["Maria"])
    assert call("contacts.list", {}).data["pagination"]["total"] == 1
    execution = call("agents.executions_get", {"execution_id": result["turns"][0]["execution_id"]}).data
    assert (execution["is_test"], execution["calls"][0]["result"]["recorded"]) == (True, True)


def test_a_wrong_call_is_told_as_it_would_be():
    agent = made(tools=["contacts.create"])
    saved(agent, {"text": "Hola"})
    _, model = run(agent, lm.ToolCall("1", "contacts.create", {"type": "person"}), "Fet")
    assert model.prompts[1].turns[-1].results[0].output["error"]["code"] == "VALIDATION_ERROR"


def test_the_front_desk_is_tested_by_its_settings_and_bound_to_nobody():
    call("contacts.create", {"type": "person", "name": "Maria"})
    agent = made(tools=["contacts.list", "contacts.get"])
    call("agents.desk_update", {"agent_id": agent, "tone": "Proper"})
    saved(agent, {"text": "Vull parlar amb algú", "hands_over": True}, {"text": "Hola", "hands_over": False},
          front_desk=True)  # fmt: skip
    page, model = run(agent, says("Ara us passo.", "asked_for"), says("Hola", "complaint"))
    first, second = page["tests"][0]["results"][0]["turns"]
    assert (first["answer"], first["hands_over"], first["missed"]) == ("Ara us passo.", "asked_for", [])
    assert second["missed"] == [{"expectation": "hands_over", "value": "complaint"}]
    assert [tool.name for tool in model.prompts[0].tools] == ["contacts.get"]
    assert "Proper" in model.prompts[0].instructions


def test_credits_are_told_before_and_charged_once(table):
    agent, before = made(), balance()
    saved(agent, {"text": "Un"}, {"text": "Dos"})
    page = listed(agent)
    assert page["credits"] == page["tests"][0]["credits"] == 1 + 3
    with speaking(Scripted("Fet")):
        call("agents.tests_run", {"agent_id": agent})
        (job,) = [each for each in waiting("turns") if "tested_agent_id" in each]
        for _ in range(3):
            served(job)
    assert before - balance() == listed(agent)["run"]["credits_consumed"] == 2
    assert len(live(table).query(keys.EXECUTION)) == 2


@pytest.mark.parametrize("effect", range(1, 6))
def test_a_function_that_dies_is_repeated_and_each_turn_is_charged_once(table, monkeypatch, effect):
    agent, before = made(), balance()
    saved(agent, {"text": "Un"}, {"text": "Dos"}, name="A")
    saved(agent, {"text": "Tres"}, name="B")
    done = []

    def dying(function):
        def wrapped(*arguments, **named):
            outcome = function(*arguments, **named)
            done.append(function)
            if len(done) == effect:
                raise KeyboardInterrupt
            return outcome

        return wrapped

    with speaking(Scripted("Fet")) as model:
        call("agents.tests_run", {"agent_id": agent})
        (job,) = [each for each in waiting("turns") if "tested_agent_id" in each]
        with monkeypatch.context() as patch:
            patch.setattr(invoke, "invoke", dying(invoke.invoke))
            patch.setattr(playing._Playing, "_keep", dying(playing._Playing._keep))
            with pytest.raises(KeyboardInterrupt):
                served(job)
            patch.undo()
        with speaking(model):
            served(job)
    page = listed(agent)
    assert (page["run"]["status"], page["run"]["done"]) == ("completed", 2)
    assert (before - balance(), len(model.prompts)) == (3, 3)


def test_a_long_run_goes_on_in_another_function(monkeypatch):
    agent = made()
    saved(agent, {"text": "Un"}, {"text": "Dos"}, name="A")
    saved(agent, {"text": "Tres"}, name="B")
    with speaking(Scripted("Fet")):
        call("agents.tests_run", {"agent_id": agent})
        monkeypatch.setattr(playing, "SECONDS_AT_ONCE", -1.0)
        (job,) = [each for each in waiting("turns") if "tested_agent_id" in each]
        served(job)
        assert (listed(agent)["run"]["status"], listed(agent)["run"]["done"]) == ("running", 0)
        monkeypatch.undo()
    with speaking(Scripted("Fet")):
        assert work() == 1
    assert listed(agent)["run"]["status"] == "completed"


def test_one_run_at_a_time_and_the_same_one_is_answered_again():
    agent = made()
    saved(agent, {"text": "Un"}, name="A")
    saved(agent, {"text": "Dos"}, name="B")
    first = call("agents.tests_run", {"agent_id": agent}).data
    assert call("agents.tests_run", {"agent_id": agent}).data == first
    refused = call("agents.tests_run", {"agent_id": agent, "names": ["A"]})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "tests_running")


def test_an_answer_that_does_not_come_is_a_missed_expectation():
    agent = made()
    saved(agent, {"text": "Un"}, {"text": "Dos"})
    page, _ = run(agent, lm.ModelRefused("blocked"))
    (result,) = page["tests"][0]["results"]
    assert (result["passed"], result["credits_consumed"]) == (False, 0)
    assert [turn["missed"] for turn in result["turns"]] == [[{"expectation": "answers", "value": "blocked"}]]


def test_no_event_tells_of_a_test(table):
    agent = made()
    saved(agent, {"text": "Un"})
    run(agent, "Fet")
    (item,) = live(table).query(keys.EXECUTION)
    rest = {name: value for name, value in item.items() if name != "is_test"}
    assert list(derive(Change(record(None, item)))) == []
    assert len(list(derive(Change(record(None, rest))))) == 1


def test_a_test_that_changed_loses_its_results_and_the_same_keeps_them():
    agent = made()
    saved(agent, {"text": "Un"})
    run(agent, "Fet")
    assert len(saved(agent, {"text": "Un"}, name="Prova")["results"]) == 1
    assert saved(agent, {"text": "Dos"})["results"] == []
    assert listed(agent)["pagination"]["total"] == 1


def test_what_is_deleted_is_gone_and_goes_with_its_agent(table):
    agent = made()
    saved(agent, {"text": "Un"})
    for _ in range(2):
        assert call("agents.tests_delete", {"agent_id": agent, "name": "PROVA"}).data["deleted"] is True
    assert listed(agent)["tests"] == []
    saved(agent, {"text": "Un"})
    call("agents.tests_run", {"agent_id": agent})
    call("agents.delete", {"agent_id": agent})
    assert live(table).query(keys.AGENT_TEST) == live(table).query(keys.AGENT_TEST_RUN) == []
    assert work() == 1, "what was queued finds nothing to do"
