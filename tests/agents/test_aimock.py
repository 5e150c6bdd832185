"""Agents over the real wire to a server that no one here wrote: aimock (`make judges`), which speaks Gemini's API."""

import json

import pytest
from bivelio_core.config import AiSettings
from bivelio_core.providers.language_model.gemini import GeminiModel

from tests.agents.world import balance, invoked, live, made, speaking
from tests.api import event, load
from tests.credits.spending import audit
from tests.providers.language_model.test_aimock import INTENT, KEY, url

__all__ = ["url"]
pytestmark = pytest.mark.usefixtures("table")
SCHEMA = {
    "type": "object",
    "properties": {
        "intent": {"type": "string"},
        "confidence": {"type": "number"},
        "suggested_action": {"type": "string"},
    },
    "required": ["intent"],
}


@pytest.fixture
def gemini(url):
    """Every agent asks aimock."""
    with speaking(GeminiModel(AiSettings("gemini", "", url=url), lambda: KEY)) as model:
        yield model


@pytest.mark.usefixtures("gemini")
def test_an_output_by_a_schema(table):
    answer = invoked(made(output_schema=SCHEMA), "Vull Enterprise").data
    assert (answer["output"], answer["tokens_used"]) == (INTENT, 342)
    assert audit(live(table)) == {"charged": 1, "reserved": 0}


@pytest.mark.usefixtures("gemini")
def test_a_stream():
    data = {"agent_id": made(), "input": {"text": "Bon dia"}, "stream": True}
    body = load("agents/invoke").handler(event({"data": data}), None)["body"]
    blocks = [block.split("\ndata: ") for block in body.strip().split("\n\n")]
    texts = [json.loads(data)["text"] for name, data in blocks if name == "event: delta"]
    assert len(texts) > 1
    assert "".join(texts) == json.loads(blocks[-1][1])["output"]["text"]
    assert balance() == 499


@pytest.mark.usefixtures("gemini")
@pytest.mark.parametrize("text", ["busy once", "down once"])
def test_a_429_or_503_that_passes_is_no_failure(text):
    answer = invoked(made(output_schema=SCHEMA), text)
    assert answer.data["output"] == INTENT
    assert balance() == 499


@pytest.mark.usefixtures("gemini")
def test_a_429_that_lasts_is_a_503_with_its_time_and_costs_nothing():
    answer = invoked(made(output_schema=SCHEMA), "always busy")
    assert (answer.status, answer.error["details"]["reason"], answer.error["retry_after"]) == (503, "rate_limited", 40)
    assert balance() == 500


def test_a_wrong_key_is_a_422_and_costs_nothing(url):
    with speaking(GeminiModel(AiSettings("gemini", "", url=url), lambda: "wrong")):
        answer = invoked(made(), "Vull Enterprise")
    assert (answer.status, answer.error["details"]["reason"]) == (422, "invalid_key")
    assert balance() == 500
