"""The rules say what a sentence says: nothing is invented, and what is denied is not told."""

import json
from typing import Any

import pytest
from bivelio_core.agents.samples import CLASSIFIER
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import offline
from bivelio_core.providers.language_model.rules.negation import affirmed, denies
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.language_model.sentences import LITTLE_SURE, SENTENCES

SCHEMA = json.loads(CLASSIFIER["output_schema"])


def answered(text, schema=SCHEMA, context=None):
    """What the reference's classifier answers by the rules."""
    prompt = lm.Prompt(CLASSIFIER["instructions"], (lm.UserTurn((text,)),), schema=schema, context=context)
    return json.loads(offline.respond(prompt).text)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.text[:40] or "empty")
def test_a_sentence_is_told_as_it_is(sentence):
    document = answered(sentence.text)
    assert document["intent"] == sentence.intent
    assert document.get("extracted_entities", {}).get("target_plan") == sentence.plan
    if sentence.intent == "other":
        assert document["confidence"] <= LITTLE_SURE
        assert document["suggested_action"] == "reply"


def test_what_no_word_names_is_left_out():
    assert answered("asdf qwer") == {"intent": "other", "confidence": 0.2, "suggested_action": "reply"}
    assert answered("asdf qwer", context={"client_id": "ct_1"})["extracted_entities"] == {"client_id": "ct_1"}
    assert answered("asdf", context={"target_plan": "pro"})["extracted_entities"] == {"target_plan": "pro"}


OPTIONAL: dict[str, Any] = {
    "type": "object",
    "properties": {
        "language": {"type": "string"},
        "spoken_language": {"enum": ["ca", "es", "en"]},
        "company_name": {"type": "string"},
        "address": {"type": "string"},
        "employees": {"type": "integer"},
        "urgent": {"type": "boolean"},
        "kind": {"const": "lead"},
        "level": {"enum": [1, 2]},
        "order": {
            "type": "object",
            "properties": {"size": {"enum": ["small", "large"]}, "confidence": {"type": "number"}},
            "required": ["size", "confidence"],
        },
    },
}


def test_no_optional_field_of_any_type_is_invented():
    assert answered("asdf 42 qwer", schema=OPTIONAL) == {}


def test_what_is_named_is_told():
    document = answered("Em dic Anna Puig i no és urgent", schema=OPTIONAL)
    assert document == {"language": "ca", "spoken_language": "ca"}
    assert answered("És urgent: a large order", schema=OPTIONAL)["urgent"] is True
    assert answered("és urgent: a large order", schema=OPTIONAL)["order"]["size"] == "large"


def test_a_required_field_is_always_there():
    required = {**OPTIONAL, "required": list(OPTIONAL["properties"])}
    document = answered("asdf 42 qwer", schema=required)
    assert document.keys() == OPTIONAL["properties"].keys()
    assert (document["urgent"], document["kind"], document["level"], document["language"]) == (False, "lead", 1, "ca")


CREATE = lm.Tool(
    "contact_create", "", {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
)


@pytest.mark.parametrize("text", ["No donis d'alta el contacte Anna Puig", "Don't create the contact Anna Puig"])
def test_no_tool_is_called_that_the_text_forbids(text):
    prompt = lm.Prompt("Ajuda.", (lm.UserTurn((text,)),), tools=(CREATE,))
    assert not offline.respond(prompt).calls


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("No vull res. Vull cafè", "vull cafe"),
        ("no funciona", "problema funciona"),
        ("no nomes avui", "no nomes avui"),
        ("I can't open it", "i problema open it"),
        ("vaixell no vaixell", "vaixell"),
    ],
)
def test_a_negation_reaches_to_the_end_of_its_clause(text, left):
    assert affirmed(text) == left
    assert denies(text) is ("nomes" not in text)


@given(st.text(max_size=300))
def test_any_text_can_be_affirmed(text):
    assert len(affirmed(text).split()) <= 2 * len(text) + 1
    denies(text)


def test_a_long_text_takes_no_long_time():
    affirmed("no " * 100_000 + "'" * 1_000 + "a'" * 10_000)
