"""What a language model answers is read as JSON, with or without a fence, and only a sure lead is kept."""

import json

import pytest

from tests.api import call
from tests.workflows.gallery.harness import document

LEAD = {"is_lead": True, "confidence": 0.93, "name": "Maria Puig", "email": " Maria@Example.com"}


def answer(content):
    return document({"choices": [{"message": {"role": "assistant", "content": content}}]})


@pytest.fixture
def asked(shop):
    """The workflow, ready to be asked."""
    shop.secret("llm_key", "key-of-the-model")
    shop.create("llm-answer")
    return shop


@pytest.mark.parametrize("fence", ["{}", "```json\n{}\n```", "\n```\n{}\n```\n"])
def test_a_sure_lead_becomes_a_contact(asked, fence):
    asked.service.answer = lambda _: answer(fence.replace("{}", json.dumps(LEAD)))
    done = asked.run({"text": "Voldríem un pressupost"})
    assert done["status"] == "completed", done
    contact = call("contacts.get", {"id": done["output"]["contact"]}).data
    assert (contact["name"], contact["email"], contact["tags"]) == ("Maria Puig", "maria@example.com", ["lead"])
    sent = json.loads(asked.service.received[0].body)
    assert sent["messages"][1]["content"] == "Voldríem un pressupost"


def test_what_is_no_lead_or_not_sure_is_not_kept(asked):
    for changed in ({"confidence": 0.5}, {"confidence": "0.5"}, {"confidence": None}, {"is_lead": False}):
        asked.service.answer = lambda _, about=changed: answer(json.dumps({**LEAD, **about}))
        assert asked.run({"text": "Hola"})["output"]["contact"] is None


def test_an_answer_that_is_no_json_fails_and_says_so(asked):
    asked.service.answer = lambda _: answer("I think this is a lead!")
    done = asked.run({"text": "Hola"})
    assert (done["status"], done["error"]["code"]) == ("failed", "EXPRESSION_ERROR")
    assert "no és JSON" in done["error"]["details"]["reason"]
