"""Definitions from a description: by rules in three languages, by a model with one repair, never saved."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bivelio_core import domain
from bivelio_core.operations import with_all_faces
from bivelio_core.providers.language_model import ModelRefused, registry
from bivelio_core.providers.language_model.gemini import GeminiModel
from bivelio_core.workflows.actions import generate
from bivelio_core.workflows.definitions.check import check_definition
from bivelio_core.workflows.definitions.templates import ALL
from bivelio_core.workflows.drafting import prompt, rules
from bivelio_core.workflows.drafting.texts import Language, name_of
from hypothesis import given
from hypothesis import strategies as st

from tests.api import call
from tests.providers.gemini_simulator import KEY, GeminiSimulator

pytestmark = pytest.mark.usefixtures("table")
SANDBOX = {"environment": "sandbox"}
COMPANY = "Quan es creï una empresa nova, demana'n l'aprovació i avisa https://api.example.org/Altes?a=B."


def types(definition: dict[str, Any]) -> list[str]:
    """The types of a definition's steps."""
    return [step["type"] for step in definition["steps"]]


def test_a_description_becomes_a_definition_that_can_be_created_as_it_is():
    made = call("workflows.generate", {"text": COMPANY}).data
    definition = made["definition"]
    assert definition["trigger"] == {"event": "contact.created", "filter": "data.type == 'company'"}
    assert types(definition) == ["approval", "http_request"]
    assert definition["steps"][1]["input"]["url"] == "https://api.example.org/Altes?a=B"
    assert definition["steps"][1]["when"] == "steps.approval.output.approved"
    assert (made["model"], made["credits_consumed"], made["notes"]) == ("offline-rules", 0, [])
    created = call("workflows.create", definition).data
    assert (created["steps_count"], created["concurrency"]) == (2, "allow")


def test_nothing_is_saved():
    call("workflows.generate", {"text": COMPANY})
    assert call("workflows.list", {}).data["workflows"] == []


def test_the_answer_says_which_scopes_saving_needs_and_who_writes_may_ask():
    text = "Busca el client i, si no hi és, crea el contacte"
    made = call("workflows.generate", {"text": text}, caller={"scopes": "workflows:write"}).data
    assert made["scopes"] == ["contacts:read", "contacts:write"]
    refused = call("workflows.create", made["definition"], caller={"scopes": "workflows:admin"})
    assert refused.error["code"] == "AUTH_INSUFFICIENT_SCOPE"
    assert call("workflows.generate", {"text": text}, caller={"scopes": "read"}).status == 403


@pytest.mark.parametrize(
    ("text", "trigger_type", "trigger"),
    [
        ("Cada dilluns a les 8:30 avisa", "cron", "30 8 * * 1"),
        ("Todos los días a las 7", "cron", "0 7 * * *"),
        ("Every day at 5pm", "cron", "0 17 * * *"),
        ("El dia 15 de cada mes", "cron", "0 9 15 * *"),
        ("Mensualment", "cron", "0 9 1 * *"),
        ("cada hora", "cron", "0 * * * *"),
        ("every weekday at 9:15", "cron", "15 9 * * 1-5"),
        ("Cuando un cliente pague una factura", "event", "invoice.paid"),
        ("When a message arrives", "event", "message.received"),
        ("Quan un contacte canviï", "event", "contact.updated"),
        ("per cada lead", "event", "contact.created"),
        ("des de l'API", "api", None),
    ],
)
def test_when_it_starts_is_told_in_three_languages(text, trigger_type, trigger):
    definition = rules.draft(text, "ca").definition
    assert definition["trigger_type"] == trigger_type
    assert definition["trigger"].get("cron", definition["trigger"].get("event")) == trigger
    check_definition(definition)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "Espera tres dies i etiqueta el client com a fidel",
            {"wait": {"seconds": 259_200}, "contact.update": {"id": "{{ input.contact_id }}", "tags": ["fidel"]}},
        ),
        (
            "Create the lead, then wait 2 hours",
            {
                "contact.create": {"type": "person", "name": "{{ input.name }}", "email": "{{ input.email }}"},
                "wait": {"seconds": 7_200},
            },
        ),
        (
            "When a message arrives, classify the message",
            {"agent.invoke": {"agent_id": "ag_classifier_01", "text": "{{ input.message.body }}"}},
        ),
        (
            "Classifica el document i extreu-ne les dades",
            {
                "document.classify": {"document_id": "{{ input.document_id }}"},
                "document.extract": {"document_id": "{{ input.document_id }}"},
            },
        ),
        (
            "Quan es creï un contacte, envia-li un WhatsApp",
            {
                "message.send": {
                    "contact_id": "{{ input.id }}",
                    "channel": "whatsapp",
                    "body": "Hola, {{ input.name || '' }}",
                }
            },
        ),
        ("Notifica por Slack", {"http_request": {"url": "https://example.com/bivelio", "json": "{{ input }}"}}),
    ],
)
def test_what_it_does_is_told_by_its_verbs(text, steps):
    definition = rules.draft(text, "ca").definition
    assert {step["type"]: step["input"] for step in definition["steps"]} == steps


def test_a_contact_is_made_when_it_was_not_found():
    first, second, third = rules.draft("Busca el client, crea el contacte i etiqueta'l com a nou", "ca").definition[
        "steps"
    ]
    assert (first["type"], second["when"]) == ("contact.find", "steps.find_contact.output.found == `false`")
    assert third["input"]["id"].startswith("{{ steps.create_contact.output.id ||")


@pytest.mark.parametrize(("language", "word"), [("ca", "d'exemple"), ("es", "de ejemplo"), ("en", "an example")])
def test_what_is_left_to_do_is_said(language, word):
    notes = call("workflows.generate", {"text": "Notifica", "language": language}).data["notes"]
    assert len(notes) == 1
    assert word in notes[0]
    assert call("workflows.generate", {"text": "Every day", "language": language}).data["notes"]


def _is_right(text: str, language: Language) -> bool:
    """Whether the rules refuse a text, or make a definition that can be saved."""
    try:
        drafted = rules.draft(text, language)
    except ModelRefused as refusal:
        return refusal.reason == "no_rule"
    return generate._faults(drafted.definition) == ()


@given(st.text(max_size=300), st.sampled_from(["ca", "es", "en"]))
def test_every_text_makes_a_definition_that_can_be_saved_or_is_refused(text, language):
    assert _is_right(text, language)


ODD = ["espera", "3", "dies", "cada", "dilluns", "crea", "client", "busca", "tag", "25:99", "24:00", "9999", "weeks"]


@given(
    st.lists(
        st.sampled_from([*COMPANY.split(), *ODD]),
        max_size=30,
    )
)
def test_every_order_of_the_words_makes_one_too(words):
    assert _is_right(" ".join(words), "ca")


@pytest.mark.parametrize(
    ("language", "name"), [("ca", "Flux de treball"), ("es", "Flujo de trabajo"), ("en", "Workflow")]
)
def test_a_text_without_words_gets_a_name_in_the_callers_language(language, name):
    assert rules._name("(...)") == ""
    assert name_of("unnamed", language) == name


@pytest.mark.parametrize("text", ["quan " * 800, "avisa " * 600, "https://" * 500, "a" * 4_000, "cada " * 800 + "mes"])
def test_odd_texts_take_no_long_time(text):
    assert _is_right(text, "ca")


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch) -> Iterator[GeminiSimulator]:
    """The live model is a Gemini whose answers the test gives."""
    with GeminiSimulator() as simulator:
        model = GeminiModel(simulator.settings, lambda: KEY)
        monkeypatch.setattr(registry, "adapter", lambda _name: model)
        yield simulator


def balance() -> Any:
    """The credits that can be spent."""
    return call("credits.balance").data["balance"]


@pytest.mark.parametrize("template", sorted(ALL))
def test_a_models_definition_is_the_answer(gemini, template):
    gemini.answer = lambda _: ALL[template]
    made = call("workflows.generate", {"text": "x"}).data
    assert made["definition"]["steps"] == json.loads(json.dumps(ALL[template]))["steps"]
    assert made["model"] == "gemini-3.5-flash-lite-001"
    told = gemini.requests[0].instructions
    assert all(word in told for word in ("contact.created", "http_request", "on_expiry", "Onboarding de client"))


def test_a_wrong_definition_is_repaired_once_by_what_the_check_says(gemini):
    wrong = {"name": "x", "trigger_type": "manual", "steps": [{"id": "a", "type": "teleport", "input": {}}]}
    gemini.answer = lambda asked: ALL["new_company"] if asked.is_repair else wrong
    before = balance()
    assert call("workflows.generate", {"text": "x"}).data["definition"]["name"] == "Nova empresa"
    assert "steps[0].type" in gemini.requests[1].texts[-1]
    assert before - balance() == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x", "trigger_type": "manual", "steps": []},
        {"name": "x", "trigger_type": "cron", "trigger": {"cron": "soon"}, "steps": ALL["new_company"]["steps"]},
        {"name": "x", "steps": [{"id": "a", "type": "set", "input": {"b": "{{ steps.c.output }}"}}]},
        ["a list"],
        {"steps": "none"},
    ],
    ids=["no step", "no such time", "no such step", "a list", "a text"],
)
def test_a_definition_that_stays_wrong_is_refunded(gemini, wrong):
    gemini.answer = lambda _: wrong
    before = balance()
    answer = call("workflows.generate", {"text": "x"})
    assert (answer.status, answer.error["details"]["reason"]) == (422, "invalid_output")
    assert balance() == before


def test_the_sandbox_has_its_own_credits():
    before = balance()
    assert call("workflows.generate", {"text": COMPANY}, caller=SANDBOX).data["model"] == "simulated"
    assert balance() == before


def test_what_a_model_is_told_fits_a_prompt():
    """Some 20,000 tokens for all planned operations; they are the same for each request, so they are cached there."""
    assert len(prompt.instructions("ca")) < 75_000


def test_every_definition_that_a_step_refers_to_is_told_and_has_one_meaning():
    told, briefly = prompt.instructions("ca"), set(with_all_faces()) - {"calendar.create", "mcp.execute"}
    kinds = [kind.input().model_json_schema() for name, kind in domain.step_types().items() if name not in briefly]
    meanings: dict[str, set[str]] = {}
    for schema in kinds:
        for name, definition in schema.get("$defs", {}).items():
            meanings.setdefault(name, set()).add(json.dumps(definition, sort_keys=True))
    assert [name for name, schemas in meanings.items() if len(schemas) > 1] == []
    assert [name for name in meanings if f'"{name}":{{' not in told] == []
