"""Gemini's adapter over the real wire to a server that no one here wrote: aimock (`make judges`)."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
from bivelio_core.config import AiSettings
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.gemini import GeminiModel

from tests.judges import programs
from tests.providers.language_model.prompts import FIND, classify, reply, soon

KEY = "a-key-of-aimock"
USAGE = {"promptTokenCount": 288, "candidatesTokenCount": 54, "totalTokenCount": 342}
INTENT = {"intent": "plan_upgrade", "confidence": 0.94, "suggested_action": "route_to_sales"}


def said(text: str, answer: dict[str, Any], **match: Any) -> dict[str, Any]:
    """A fixture: what is answered to a text of the user."""
    return {"match": {"userMessage": text, **match}, "response": answer}


def failure(status: int, **about: Any) -> dict[str, Any]:
    """An error of the server."""
    return {"error": {"message": "simulated", "type": "error"}, "status": status, **about}


FIXTURES = [
    said("Enterprise", {"content": json.dumps(INTENT), "usage": USAGE}),
    said("Bon dia", {"content": "Bon dia! Us enviem el preu del pla pro tan aviat com puguem.", "usage": USAGE}),
    said("busy once", failure(429, retryAfter=1), sequenceIndex=0),
    said("busy once", {"content": json.dumps(INTENT), "usage": USAGE}, sequenceIndex=1),
    said("down once", failure(503), sequenceIndex=0),
    said("down once", {"content": json.dumps(INTENT), "usage": USAGE}, sequenceIndex=1),
    said("always busy", failure(429, retryAfter=40)),
    said(
        "Qui és",
        {"toolCalls": [{"name": "contact_find", "arguments": '{"email": "anna@exemple.com"}'}]},
        hasToolResult=False,
    ),
    said("Qui és", {"content": "És l'Anna Puig."}, hasToolResult=True),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of aimock."""
    fixtures = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    fixtures.write_text(json.dumps({"fixtures": FIXTURES}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = programs.mock_llm(fixtures, port)
    with subprocess.Popen(command, env={**os.environ, "AIMOCK_API_KEYS": KEY}, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Wait until a server listens."""
    deadline = time.monotonic() + 20
    while True:
        with socket.socket() as attempt:
            if not attempt.connect_ex(("127.0.0.1", port)):
                return
        assert time.monotonic() < deadline, "aimock does not start"
        time.sleep(0.05)


@pytest.fixture
def model(url: str) -> GeminiModel:
    """The adapter, asking aimock."""
    return GeminiModel(AiSettings("gemini", "", url=url), lambda: KEY)


def test_json_by_a_schema(model):
    answer = model.answer(classify(), soon())
    assert json.loads(answer.text) == INTENT
    assert answer.usage == lm.Usage(288, 54, 342)


def test_a_stream_comes_in_pieces(model):
    *pieces, answer = model.stream(reply("Bon dia"), soon())
    assert len(pieces) > 1
    assert "".join(pieces) == answer.text == FIXTURES[1]["response"]["content"]


def test_a_429_is_tried_again_after_the_time_it_names(model):
    began = time.monotonic()
    assert model.answer(classify("busy once"), soon(10)).text
    assert time.monotonic() - began >= 1


def test_a_503_is_tried_again(model):
    assert json.loads(model.answer(classify("down once"), soon(10)).text) == INTENT


def test_a_429_that_lasts_is_the_callers_with_its_time(model):
    with pytest.raises(lm.ModelUnavailable) as failed:
        model.answer(classify("always busy"), soon(10))
    assert (failed.value.status, failed.value.reason, failed.value.retry_after) == (503, "rate_limited", 40)


def test_a_wrong_key_is_refused(url):
    with pytest.raises(lm.ModelRefused) as failed:
        GeminiModel(AiSettings("gemini", "", url=url), lambda: "wrong").answer(classify(), soon())
    assert (failed.value.status, failed.value.reason) == (422, "invalid_key")


@pytest.mark.filterwarnings("ignore:FUNCTION_CALL is not a valid FinishReason")
def test_a_tool_round(model):
    asked = model.answer(classify("Qui és", tools=(FIND,), schema=None, context=None), soon())
    (call,) = asked.calls
    assert (call.name, call.arguments) == ("contact_find", {"email": "anna@exemple.com"})
    found = lm.ToolTurn((lm.ToolResult(call, {"name": "Anna Puig"}),))
    prompt = classify("Qui és", tools=(FIND,), schema=None, context=None, after=(asked.turn, found))
    assert model.answer(prompt, soon()).text == "És l'Anna Puig."
