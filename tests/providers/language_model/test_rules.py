"""Rules that answer without a model: choices, entities, drafts and calls in Catalan, Spanish and English."""

import json
import time
from typing import Any

import pytest
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import offline
from bivelio_core.providers.language_model.rules import entities
from bivelio_core.providers.language_model.rules.words import Vocabulary, folded, same
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.language_model.prompts import INTENTS, classify, reply, soon


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Vull donar-me de baixa del servei", "cancellation"),
        ("Quiero cancelar mi suscripción", "cancellation"),
        ("I want to cancel", "cancellation"),
        ("No he rebut la factura de març", "billing"),
        ("¿Me pueden enviar la factura?", "billing"),
        ("El programa falla, necessito ajuda", "support"),
        ("The app is broken, please help", "support"),
        ("Volem ampliar la subscripció al pla Enterprise", "plan_upgrade"),
        ("Bon Nadal a tothom", "other"),
        ("", "other"),
    ],
)
def test_an_intent_is_told_by_its_words(text, intent):
    assert answered(classify(text))["intent"] == intent


def answered(prompt: lm.Prompt) -> dict[str, Any]:
    """The document of the rules' answer."""
    document: dict[str, Any] = json.loads(offline.respond(prompt).text)
    return document


def test_no_value_that_fits_is_told_with_little_confidence():
    assert answered(classify("Bon Nadal a tothom"))["confidence"] < answered(classify())["confidence"]


def test_values_are_told_by_the_lines_of_the_instructions():
    schema = {"type": "object", "properties": {"area": {"enum": ["blue", "green"]}}}
    told = "Choose the area.\n- blue: vaixells, vela i mar\n- green: muntanya, bosc i senders"
    asked = lm.Prompt(told, (lm.UserTurn(("Busquem senders pel bosc",)),), schema=schema)
    assert answered(asked) == {"area": "green"}


def test_a_schema_is_filled_with_what_the_text_says():
    names = ["email", "phone", "total", "due_date", "tax_id_nif", "iban", "urgent", "name", "language", "reason"]
    numbers = {"total": "number", "urgent": "boolean"}
    properties = {name: {"type": numbers.get(name, "string")} for name in names}
    text = (
        "Hola, em dic Anna Puig Serra. És urgent: cal pagar 1.210,50 € abans del 30/04/2026 a ES91 2100 0418 4502 0005 "
        "1332. El meu correu és anna@exemple.com, el telèfon +34 600 111 222 i el NIF 12345678Z."
    )
    asked = classify(text, schema={"type": "object", "properties": properties}, context=None)
    assert answered(asked) == {
        "email": "anna@exemple.com",
        "phone": "+34 600 111 222",
        "total": 1210.5,
        "due_date": "2026-04-30",
        "tax_id_nif": "12345678Z",
        "iban": "ES91 2100 0418 4502 0005 1332",
        "urgent": True,
        "name": "Anna Puig Serra",
        "language": "ca",
    }


def test_what_is_not_said_is_null_a_default_or_left_out():
    schema = {
        "type": "object",
        "properties": {
            "email": {"type": ["string", "null"]},
            "phone": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "total": {"type": "number", "default": 7},
            "date": {"type": "string"},
            "lines": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["email", "phone", "total"],
    }
    assert answered(classify("res", schema=schema)) == {"email": None, "phone": None, "total": 7, "lines": []}


def test_references_and_lists_are_followed():
    schema = {
        "type": "object",
        "properties": {
            "all": {"$ref": "#/$defs/all"},
            "mails": {"$ref": "#/$defs/mails"},
            "loop": {"$ref": "#/$defs/loop"},
        },
        "$defs": {
            "all": {"type": "array", "items": {"enum": ["billing", "support", "sales"]}},
            "mails": {"type": "array", "items": {"type": "string", "format": "email"}},
            "loop": {"$ref": "#/$defs/loop"},
        },
    }
    text = "La factura té un error: a@b.cat, c@d.es i a@b.cat"
    assert answered(classify(text, schema=schema)) == {"all": ["billing", "support"], "mails": ["a@b.cat", "c@d.es"]}


@pytest.mark.parametrize(
    ("text", "greeting"),
    [
        ("Bon dia, vull saber el preu. Soc Marta Roca", "Hola Marta Roca,"),
        ("Buenos días, quiero saber el precio", "Hola:"),
        ("Good morning, I want to know the price of this", "Hello,"),
    ],
)
def test_a_draft_is_in_the_language_of_the_message(text, greeting):
    assert offline.respond(reply(text)).text.startswith(greeting)


def test_a_translation_is_refused_and_a_summary_is_not():
    with pytest.raises(lm.ModelRefused) as refusal:
        offline.respond(lm.Prompt("Tradueix al francès", (lm.UserTurn(("Bon dia",)),)))
    assert refusal.value.reason == "no_rule"
    assert (
        offline.respond(lm.Prompt("Fes-ne un resum", (lm.UserTurn(("Bon dia. " * 100,)),))).text
        == ("Bon dia. " * 31).strip()
    )


CREATE = lm.Tool(
    "contact_create", "", {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
)


@pytest.mark.parametrize(
    ("text", "calls"),
    [("Dona d'alta el contacte Anna Puig", 1), ("El contacte Anna Puig és amable", 0), ("Crea un contacte", 0)],
)
def test_a_tool_that_writes_is_called_when_the_text_says_so_and_names_all_it_needs(text, calls):
    assert len(offline.respond(classify(text, tools=(CREATE,), context=None)).calls) == calls


def test_each_tool_is_called_once():
    first = offline.respond(classify("Crea el contacte Anna Puig", tools=(CREATE,), context=None))
    result = lm.ToolTurn((lm.ToolResult(first.calls[0], {"client_id": "ct_new"}),))
    prompt = classify("Crea el contacte Anna Puig", tools=(CREATE,), context=None, after=(first.turn, result))
    second = offline.respond(prompt)
    assert not second.calls
    assert json.loads(second.text)["extracted_entities"]["client_id"] == "ct_new"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("pla", "plans", True),
        ("factura", "facturacio", True),
        ("canvi", "canviar", True),
        ("contacte", "contracte", False),
        ("comprar", "comprovar", False),
        ("pla", "plaça", False),
    ],
)
def test_forms_of_a_word_are_the_same_and_other_words_are_not(one, other, expected):
    assert same(one, other) is expected


def test_words_are_compared_without_accents_and_middle_dots():
    assert folded("Cancel·lació Cañí") == "cancelacio cani"
    assert Vocabulary("Gestió de l\u2019enviament").has("delivery")


@pytest.mark.parametrize(
    ("text", "value"), [("1.210,50", 1210.5), ("1,210.50", 1210.5), ("1.210", 1210), ("12,5", 12.5)]
)
def test_a_number_is_read_as_it_is_written_here(text, value):
    assert entities.number(text) == value


NASTY = [
    "a" * 32_000,
    "1" * 32_000,
    "1." * 16_000,
    "a@" * 16_000,
    "- " * 16_000,
    " \n" * 16_000,
    "x:" * 16_000,
    "+34 6" * 6_000,
]


@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:4])
def test_no_text_takes_long(text):
    began = time.process_time()
    answered(classify(text))
    offline.respond(lm.Prompt(text[:20_000], (lm.UserTurn((text,)),), schema=INTENTS))
    offline.respond(reply(text))
    assert time.process_time() - began < 2


@given(st.text(max_size=300), st.dictionaries(st.text(max_size=10), st.text(max_size=20), max_size=4))
def test_any_text_is_answered_in_the_schema(text, context):
    document = answered(classify(text, context=context))
    assert document["intent"] in INTENTS["properties"]["intent"]["enum"]
    assert document.keys() <= INTENTS["properties"].keys()
    assert 0 <= document["confidence"] <= 1
    assert offline.respond(classify(text, context=context)) == offline.respond(classify(text, context=context))


def test_a_passed_deadline_is_checked_first():
    with pytest.raises(lm.ModelUnavailable):
        offline.connect().answer(classify(), soon(0))
