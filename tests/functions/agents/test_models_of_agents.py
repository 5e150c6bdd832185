"""The model of an agent: known when it is saved, shown as named, asked as its successor, and paid by its factor."""

from collections.abc import Iterator
from typing import Any

import pytest
from bivelio_core.language_models import MODELS
from bivelio_core.providers.language_model.gemini import GeminiModel
from bivelio_core.store.keys import AGENT as KIND
from bivelio_core.store.writes import Update

from tests.agents.world import AGENT, balance, invoked, live, made, speaking
from tests.api import call
from tests.providers.gemini_refusals import OVERLOADED
from tests.providers.gemini_simulator import KEY, GeminiSimulator
from tests.shapes import assert_covers

pytestmark = pytest.mark.usefixtures("table")
LITE, NEON = "gemini-3.5-flash-lite", "gemini-4-neon"
DOCUMENTED = ["ag_classifier_01", "ag_email_draft"]


@pytest.fixture
def gemini() -> Iterator[GeminiSimulator]:
    """Every environment asks this Gemini."""
    with GeminiSimulator(lambda _: "D'acord.") as simulator, speaking(GeminiModel(simulator.settings, lambda: KEY)):
        yield simulator


def renamed(table: Any, agent_id: str, model: str) -> str:
    """An agent as it was saved before names were checked."""
    live(table).update(KIND, agent_id, Update(set={"model": model}))
    return agent_id


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ca", "El camp 'model' no és el nom de cap model que es pugui fer servir: "),
        ("es", "El campo 'model' no es el nombre de ningún modelo que se pueda usar: "),
        ("en", "The field 'model' is not the name of a model that can be used: "),
    ],
)
def test_an_unknown_model_is_refused_with_the_nearest_name(language, sentence):
    headers = {"Accept-Language": language}
    for name, nearest in (("Gemini-3.8-flsh", "gemini-3.8-flash"), ("gpt-4o", LITE)):
        answer = call("agents.create", {**AGENT, "model": name}, headers=headers)
        assert (answer.status, answer.error["code"]) == (422, "VALIDATION_ERROR")
        details = answer.error["details"]
        assert (details["field"], details["constraint"]) == ("model", "unknown_model")
        assert answer.error["message"].startswith(sentence)
        assert all(known in answer.error["message"] for known in MODELS)
        assert answer.error["message"].endswith(f"'{nearest}'.")


def test_a_change_to_an_unknown_model_is_refused_and_a_kept_one_is_not(table):
    agent = renamed(table, made(), "gpt-4o")
    answer = call("agents.update", {"agent_id": agent, "model": "gpt-5"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "model")
    kept = call("agents.update", {"agent_id": agent, "model": "gpt-4o", "name": "Nou"}).data
    assert (kept["model"], kept["running_model"], kept["name"]) == ("gpt-4o", LITE, "Nou")
    assert call("agents.update", {"agent_id": agent, "model": NEON, "maximum_credits": 8}).data["model"] == NEON


def test_the_documented_model_is_kept_shown_and_answered_by_its_successor(gemini):
    agent = call("agents.create", {**AGENT, "model": "gemini-2.5-flash"}).data
    assert (agent["model"], agent["running_model"]) == ("gemini-2.5-flash", LITE)
    answer = invoked(agent["id"]).data
    assert (answer["model"], answer["credits_consumed"]) == (f"{LITE}-001", 1)
    assert [asked.model for asked in gemini.requests] == [LITE]
    assert gemini.refused == []


def test_an_agent_with_a_name_that_is_unknown_now_is_answered_by_the_default(table, gemini):
    agent = renamed(table, made(), "gpt-4o")
    assert call("agents.get", {"agent_id": agent}).data["running_model"] == LITE
    assert invoked(agent).data["model"] == f"{LITE}-001"
    (shown,) = call("agents.executions", {"agent_id": agent}).data["executions"]
    assert shown["model"] == f"{LITE}-001"
    assert gemini.refused == []


def test_the_deployments_own_models_may_be_named_and_cost_what_is_documented(monkeypatch):
    monkeypatch.setenv("AI_SETTINGS", '{"provider": "offline", "model": "gemini-5-flash", "fallback_model": "x-1"}')
    for name in ("gemini-5-flash", "x-1"):
        agent = call("agents.create", {**AGENT, "model": name}).data
        assert (agent["model"], agent["running_model"], agent["maximum_credits"]) == (name, name, 5)
    assert call("agents.create", AGENT).data["model"] == "gemini-5-flash"
    monkeypatch.setenv("AI_SETTINGS", f'{{"provider": "offline", "model": "{NEON}"}}')
    assert invoked(made(model=NEON, maximum_credits=1)).data["credits_consumed"] == 1


@pytest.mark.parametrize(("characters", "price"), [(100, 1), (4_001, 2), (8_001, 3), (16_001, 4)])
def test_the_default_costs_what_is_documented_and_a_dearer_model_a_multiple(gemini, characters, price):
    before = balance()
    assert invoked(made(model=LITE), "x" * characters).data["credits_consumed"] == price
    assert invoked(made(model="gemini-3.1-flash-lite"), "x" * characters).data["credits_consumed"] == price
    assert invoked(made(model=NEON), "x" * characters).data["credits_consumed"] == 8 * price
    assert balance() == before - 10 * price
    assert gemini.refused == []


def test_when_a_cheaper_model_stands_in_its_price_is_charged(gemini):
    before, agent = balance(), made(model=NEON)
    gemini.next.append(OVERLOADED)
    answer = invoked(agent, key="k").data
    assert (answer["model"], answer["credits_consumed"], balance()) == ("gemini-3.6-flash-001", 2, before - 2)
    assert invoked(agent, key="k").data == answer
    gemini.next += [OVERLOADED, OVERLOADED]
    answer = invoked(agent).data
    assert (answer["model"], answer["credits_consumed"], balance()) == (f"{LITE}-001", 1, before - 3)


def test_when_a_dearer_model_stands_in_no_more_is_charged(gemini):
    gemini.next.append(OVERLOADED)
    answer = invoked(made()).data
    assert (answer["model"], answer["credits_consumed"], balance()) == ("gemini-3.6-flash-001", 1, 499)


def test_rules_cost_what_the_default_does():
    answer = invoked(made(model=NEON)).data
    assert (answer["model"], answer["credits_consumed"]) == ("offline-rules", 1)


def test_an_agent_may_cost_five_times_its_factor_unless_it_says_otherwise():
    assert call("agents.create", AGENT).data["maximum_credits"] == 5
    assert call("agents.create", {**AGENT, "model": NEON}).data["maximum_credits"] == 40


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_an_agent_that_could_never_run_is_refused(language):
    headers = {"Accept-Language": language}
    answer = call("agents.create", {**AGENT, "model": NEON, "maximum_credits": 7}, headers=headers)
    assert (answer.status, answer.error["details"]["field"], answer.error["details"]["limit"]) == (
        422,
        "maximum_credits",
        8,
    )
    assert "gemini-4-neon" in answer.error["message"]
    agent = made(maximum_credits=3)
    assert call("agents.update", {"agent_id": agent, "model": NEON}).status == 422
    assert call("agents.update", {"agent_id": agent, "model": "gemini-3.6-flash"}).data["maximum_credits"] == 3


def test_what_an_input_would_cost_is_said_when_it_is_too_much():
    answer = invoked(made(model="gemini-3.6-flash", maximum_credits=2), "x" * 4_001)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "maximum_credits")
    assert "4 crèdits" in answer.error["message"]


def test_the_agents_of_the_reference_are_listed_word_for_word():
    agents = [
        {
            "id": "ag_classifier_01",
            "name": "Classificador d'intencions",
            "description": "Analitza text entrant i classifica la intencio de l'usuari",
            "category": "nlp",
            "status": "active",
            "model": "gemini-2.5-flash",
            "avg_latency_ms": 1200,
            "invocations_today": 47,
        },
        {
            "id": "ag_email_draft",
            "name": "Redactor d'emails",
            "description": "Genera esborranys de resposta a emails entrants",
            "category": "communication",
            "status": "active",
            "model": "gemini-2.5-flash",
            "avg_latency_ms": 2400,
            "invocations_today": 12,
        },
    ]
    answer = call("agents.list", {"status": "active", "category": "all"}, caller={"environment": "sandbox"})
    assert_covers({"success": True, "data": {"agents": agents}}, answer.body)
    assert answer.data["agents"] == agents


@pytest.mark.parametrize("agent_id", DOCUMENTED)
def test_an_agent_of_the_reference_can_be_saved_again_with_its_own_model(agent_id):
    caller = {"environment": "sandbox"}
    asked = {"agent_id": agent_id, "model": "gemini-2.5-flash", "name": "Un altre"}
    assert call("agents.update", asked, caller=caller).data["model"] == "gemini-2.5-flash"


def test_a_failure_of_a_dear_model_gives_all_of_its_credits_back(gemini):
    before = balance()
    gemini.next += [OVERLOADED] * 3
    assert invoked(made(model=NEON)).status == 503
    assert balance() == before
