"""Forms from a description: by rules in three languages, by a model with one repair, and what they cost."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bivelio_core.forms import build, rules
from bivelio_core.forms.models import FormDraft
from bivelio_core.providers.language_model import registry
from bivelio_core.providers.language_model.gemini import GeminiModel
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from tests.api import call
from tests.providers.gemini_simulator import KEY, Fail, GeminiSimulator

pytestmark = pytest.mark.usefixtures("table")
SANDBOX = {"environment": "sandbox"}
COURSE = "Inscripció a un curs: nom i cognoms, correu, telèfon (opcional), torn (matí, tarda), al·lèrgies"


def balance(caller: dict[str, str] | None = None) -> Any:
    """The credits that can be spent."""
    return call("credits.balance", caller=caller).data["balance"]


def test_a_form_is_a_schema_with_hints():
    form = call("forms.generate", {"text": COURSE}).data
    assert form["title"] == "Inscripció"
    assert form["json_schema"]["required"] == ["full_name", "email", "torn", "alergies"]
    torn = {"title": "Torn", "type": "string", "enum": ["matí", "tarda"]}
    assert form["json_schema"]["properties"]["torn"] == torn
    assert form["ui"]["order"] == ["full_name", "email", "phone", "torn", "alergies"]
    assert form["ui"]["fields"]["email"] == {"widget": "email"}
    assert (form["ui"]["submit"], form["model"], form["credits_consumed"]) == ("Envia", "offline-rules", 0)
    assert form["tokens_used"] > 0


def test_a_filled_in_form_is_judged_by_its_schema():
    schema = call("forms.generate", {"text": COURSE}).data["json_schema"]
    validator_for(schema).check_schema(schema)
    judge = Draft202012Validator(schema)
    filled = {"full_name": "Anna Puig", "email": "anna@exemple.com", "torn": "matí", "alergies": "cap"}
    assert judge.is_valid(filled)
    for wrong in ({"torn": "nit"}, {"phone": "abc"}, {"full_name": ""}, {"other": 1}):
        assert not judge.is_valid({**filled, **wrong})


@pytest.mark.parametrize(
    ("language", "text", "title", "label"),
    [
        ("ca", "un formulari de contacte amb nom, correu i missatge", "Contacte", "Correu electrònic"),
        ("es", "un formulario de contacto con nombre, correo y mensaje", "Contacto", "Correo electrónico"),
        ("en", "a contact form with name, email and message", "Contact", "E-mail"),
    ],
)
def test_labels_are_in_the_language_that_was_asked_for(language, text, title, label):
    for asked in ({"data": {"text": text, "language": language}}, {"data": {"text": text}, "headers": language}):
        headers = {"Accept-Language": language} if "headers" in asked else None
        form = call("forms.generate", asked["data"], headers=headers).data
        assert (form["title"], form["json_schema"]["properties"]["email"]["title"]) == (title, label)
        assert form["ui"]["order"] == ["name", "email", "message"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Encuesta de satisfacción", ["rating", "recommends", "comments"]),
        ("formulari per demanar cita", ["name", "email", "phone", "appointment", "subject"]),
        ("xyz", ["name", "email", "message"]),
        ("Candidatura: nom complet, CV, sou esperat, remot (sí/no)", ["full_name", "cv", "sou_esperat", "remot"]),
        ("- Nom\n- Data de naixement\n- Codi postal", ["name", "birth_date", "postal_code"]),
    ],
)
def test_the_rules_ask_for_what_is_named_or_what_the_kind_needs(text, keys):
    assert [field.key for field in rules.draft(text, "ca").fields] == keys


@given(st.text(max_size=400), st.sampled_from(["ca", "es", "en"]))
def test_every_text_makes_a_form_that_can_be_shown(text, language):
    draft = rules.draft(text, language)
    assert not list(build.faults(draft))
    Draft202012Validator.check_schema(build.json_schema(draft))
    FormDraft.model_validate_json(draft.model_dump_json())


@pytest.mark.parametrize("text", ["(" * 4_000, ", " * 2_000, "a i " * 1_000, "nom (a, " * 500, "\x00" * 4_000])
def test_odd_texts_make_a_form_too(text):
    assert not list(build.faults(rules.draft(text, "ca")))


@pytest.mark.usefixtures("priced")
def test_three_credits_are_charged_once_for_a_key():
    before = balance()
    first = call("forms.generate", {"text": COURSE}, headers={"Idempotency-Key": "k"})
    again = call("forms.generate", {"text": COURSE}, headers={"Idempotency-Key": "k"})
    assert first.data == again.data
    assert again.headers["Idempotent-Replayed"] == "true"
    assert before - balance() == 3


@pytest.mark.parametrize(
    ("magic", "status", "code"),
    [
        ("503", 503, "INTEGRATION_ERROR"),
        ("blocked", 422, "INTEGRATION_ERROR"),
        ("invalid_json", 422, "INTEGRATION_ERROR"),
        ("no_credits", 402, "CREDITS_EXHAUSTED"),
    ],
)
def test_a_failure_costs_nothing(magic, status, code):
    before = balance(SANDBOX)
    answer = call("forms.generate", {"text": f"Contacte simulate:{magic}"}, caller=SANDBOX)
    assert (answer.status, answer.error["code"]) == (status, code)
    assert balance(SANDBOX) == before


def test_a_request_that_failed_can_be_sent_again_under_its_key():
    before = balance(SANDBOX)
    for _ in range(2):
        answer = call("forms.generate", {"text": "simulate:503"}, caller=SANDBOX, headers={"Idempotency-Key": "again"})
        assert answer.status == 503
    assert balance(SANDBOX) == before


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch) -> Iterator[GeminiSimulator]:
    """The live model is a Gemini whose answers the test gives."""
    with GeminiSimulator() as simulator:
        model = GeminiModel(simulator.settings, lambda: KEY)
        monkeypatch.setenv("AI_SETTINGS", json.dumps(simulator.settings._asdict()))
        monkeypatch.setattr(registry, "adapter", lambda _name: model)
        yield simulator


RIGHT = {"title": "Alta", "fields": [{"key": "name", "label": "Nom", "type": "text", "required": True}]}


def test_a_models_draft_becomes_the_form(gemini):
    gemini.answer = lambda _: RIGHT
    form = call("forms.generate", {"text": "Alta", "language": "ca"}).data
    assert (form["model"], form["tokens_used"]) == ("gemini-3.5-flash-lite-001", 125)
    assert form["json_schema"]["properties"]["name"]["title"] == "Nom"
    (asked,) = gemini.requests
    assert '"ca"' in asked.instructions
    assert asked.schema


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "Alta", "fields": []},
        {"title": "Alta", "fields": [{"key": "torn", "label": "Torn", "type": "choice", "required": True}]},
        {"title": "Alta", "fields": RIGHT["fields"] * 2},  # type: ignore[operator]
    ],
    ids=["no field", "no options", "a key twice"],
)
def test_a_wrong_draft_is_repaired_once(gemini, wrong):
    gemini.answer = lambda asked: RIGHT if asked.is_repair else wrong
    before = balance()
    form = call("forms.generate", {"text": "Alta"}).data
    assert (form["tokens_used"], before - balance()) == (250, 3)
    assert "fields" in gemini.requests[1].texts[-1]


def test_a_draft_that_stays_wrong_is_refunded(gemini):
    gemini.answer = lambda _: {"title": "Alta", "fields": []}
    before = balance()
    answer = call("forms.generate", {"text": "Alta"})
    assert (answer.status, answer.error["details"]["reason"]) == (422, "invalid_output")
    assert balance() == before


def test_a_provider_that_is_away_is_refunded(gemini):
    gemini.next += [Fail.later(503, "UNAVAILABLE", "30s")]
    before = balance()
    answer = call("forms.generate", {"text": "Alta"})
    assert (answer.status, answer.error["retry_after"]) == (503, 30)
    assert balance() == before
