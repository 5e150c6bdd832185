"""Gemini's adapter over the wire: retries, the fallback model, files, tools, streams that break, and what it sends."""

import hashlib
import json
import random
import time
from typing import Any

import boto3
import pytest
from bivelio_core import clients, config
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import gemini_errors, registry
from bivelio_core.providers.language_model import gemini_tries as tries
from bivelio_core.providers.language_model.gemini import GeminiModel
from bivelio_core.providers.language_model.gemini_schema import wire_schema

from tests.providers.gemini_refusals import LEAKED_KEY
from tests.providers.gemini_simulator import KEY, Asked, Calls, Fail, GeminiSimulator, Said
from tests.providers.language_model.prompts import FIND, INTENTS, classify, reply, soon

LITE, FALLBACK = "gemini-3.5-flash-lite-001", "gemini-3.6-flash-001"


def asking(gemini: GeminiSimulator, key: str = KEY) -> GeminiModel:
    """An adapter that asks the simulator."""
    return GeminiModel(gemini.settings, lambda: key)


def refusal(gemini: GeminiSimulator, **about: str) -> Any:
    """The failure of a prompt."""
    with pytest.raises((lm.ModelRefused, lm.ModelUnavailable)) as failure:
        asking(gemini, **about).answer(classify(), soon(3))
    return failure.value


def streamed(model: GeminiModel, prompt: lm.Prompt) -> tuple[str, lm.Answer]:
    """The text of a stream, and its answer."""
    *said, answer = model.stream(prompt, soon())
    assert isinstance(answer, lm.Answer)
    return "".join(map(str, said)), answer


def test_two_retries_wait_as_long_as_gemini_asks(gemini):
    gemini.next += [Fail.later(429, "RESOURCE_EXHAUSTED", "0.3s"), Fail.later(503, "UNAVAILABLE", "0.2s")]
    assert asking(gemini).answer(classify(), soon()).model == LITE
    first, second, third = (asked.at for asked in gemini.requests)
    assert second - first >= 0.3
    assert third - second >= 0.2


def test_a_third_failure_is_the_callers(gemini, monkeypatch):
    monkeypatch.setattr(gemini_errors, "FIRST_PAUSE_SECONDS", 0.001)
    gemini.next += [Fail(500, "INTERNAL"), Fail(503, "UNAVAILABLE"), Fail(504, "DEADLINE_EXCEEDED")]
    failure = refusal(gemini)
    assert (failure.reason, failure.status, len(gemini.requests)) == ("timeout", 503, 3)


@pytest.mark.parametrize("delay", ["23s", "2.5s"], ids=["longer than a pause may be", "longer than the deadline"])
def test_a_wait_that_is_too_long_is_the_callers(gemini, delay):
    gemini.next += [Fail.later(429, "RESOURCE_EXHAUSTED", delay)]
    began = time.monotonic()
    failure = refusal(gemini)
    assert time.monotonic() - began < 1
    assert (failure.reason, failure.retry_after) == ("rate_limited", 23 if delay == "23s" else 3)
    assert len(gemini.requests) == 1


def test_a_wrong_key_is_refused_for_good(gemini):
    assert refusal(gemini, key="another").reason == "invalid_key"
    gemini.next += [LEAKED_KEY]
    assert refusal(gemini).reason == "invalid_key"


def test_a_new_key_is_used_from_the_next_request_on(gemini):
    keys = iter(["old", KEY])
    model = GeminiModel(gemini.settings, lambda: next(keys))
    with pytest.raises(lm.ModelRefused):
        model.answer(classify(), soon())
    assert model.answer(classify(), soon()).text


def test_another_refusal_is_for_good(gemini):
    gemini.next += [Fail(400, "FAILED_PRECONDITION")]
    assert (refusal(gemini).reason, len(gemini.requests)) == ("invalid_request", 1)


def test_a_model_that_is_gone_is_replaced_and_the_answer_says_by_which(gemini):
    gemini.gone.add("gemini-3.5-flash-lite")
    model = asking(gemini)
    assert model.answer(classify(), soon()).model == FALLBACK
    assert streamed(model, classify())[1].model == FALLBACK
    assert [asked.model for asked in gemini.requests] == ["gemini-3.6-flash"] * 2  # the 404 comes before


def test_a_model_that_was_gone_is_asked_again_after_a_while(gemini, monkeypatch):
    gemini.gone.add("gemini-3.5-flash-lite")
    model = asking(gemini)
    model.answer(classify(), soon())
    gemini.gone.clear()
    assert model.answer(classify(), soon()).model == FALLBACK
    monkeypatch.setattr(tries, "KNOWN_SECONDS", 0)
    assert model.answer(classify(), soon()).model == LITE


def test_no_model_at_all_is_refused(gemini):
    gemini.gone |= {"gemini-3.5-flash-lite", "gemini-3.6-flash"}
    assert refusal(gemini).reason == "model_not_found"


@pytest.mark.parametrize(
    ("finish", "reason"),
    [
        ("MAX_TOKENS", "truncated"),
        ("CONTINUATION", "truncated"),
        ("PUP_LIMITED_DISABLED", "account_limited"),
        ("SAFETY", "blocked"),
        ("RECITATION", "blocked"),
        ("PROHIBITED_CONTENT", "blocked"),
    ],
)
def test_an_answer_that_is_not_whole_is_refused(gemini, finish, reason):
    gemini.next += [Said('{"intent"', finish=finish)] * 2
    assert refusal(gemini).reason == reason
    with pytest.raises(lm.ModelRefused):
        list(asking(gemini).stream(classify(), soon()))


def test_an_answer_that_went_wrong_is_asked_for_again(gemini, monkeypatch):
    monkeypatch.setattr(gemini_errors, "FIRST_PAUSE_SECONDS", 0.001)
    gemini.next += [Said(finish="MALFORMED_FUNCTION_CALL"), Said(finish="OTHER")]
    assert asking(gemini).answer(classify(), soon()).text
    assert len(gemini.requests) == 3


def test_thoughts_are_paid_and_not_said(gemini):
    answer = asking(gemini).answer(classify(), soon())
    assert answer.usage == lm.Usage(100, 25, 125)


def test_a_file_arrives_as_it_was_sent():
    data = random.Random(7).randbytes(200_000)
    with GeminiSimulator(
        lambda asked: hashlib.sha256(asked.files[0].data).hexdigest() + asked.files[0].mime_type
    ) as gemini:
        prompt = lm.Prompt("Read it.", (lm.UserTurn((lm.Blob(data, "application/pdf"), "What is it?")),))
        answer = asking(gemini).answer(prompt, soon())
        assert gemini.requests[0].texts == ("What is it?",)
    assert answer.text == hashlib.sha256(data).hexdigest() + "application/pdf"


def test_calls_and_results_go_back_as_they_came():
    """The simulator wants the signature of its thought back; that two calls of one turn are kept apart is ours."""

    def answer(asked: Asked) -> object:
        found = {name: output["name"] for name, output in asked.results}
        return found or Calls((("contact_find", {"email": "a@b.cat"}), ("contact_find", {"email": "c@d.cat"})))

    with GeminiSimulator(answer) as gemini:
        model = asking(gemini)
        asked = model.answer(classify(tools=(FIND,)), soon())
        assert [call.arguments["email"] for call in asked.calls] == ["a@b.cat", "c@d.cat"]
        assert len({call.id for call in asked.calls}) == 2
        results = lm.ToolTurn(tuple(lm.ToolResult(call, {"name": "Anna"}) for call in asked.calls))
        answered = model.answer(classify(tools=(FIND,), after=(asked.turn, results)), soon())
    assert json.loads(answered.text) == {"contact_find": "Anna"}
    assert "JSON Schema" in gemini.requests[0].instructions
    assert gemini.requests[0].schema is None


def test_a_stream_that_is_cut_is_unavailable_after_what_was_said(gemini):
    gemini.next += [Said("Bon dia a tothom", cut_after=2)]
    said = asking(gemini).stream(reply("hola"), soon())
    assert [next(said), next(said)] == ["Bon", " dia"]
    with pytest.raises(lm.ModelUnavailable) as failure:
        next(said)
    assert failure.value.reason == "unavailable"
    assert len(gemini.requests) == 1


def test_a_stream_is_tried_again_before_its_first_piece(gemini):
    gemini.next += [Fail.later(503, "UNAVAILABLE", "0.01s"), Said("Bon dia")]
    assert streamed(asking(gemini), reply("hola"))[0] == "Bon dia"


def test_a_slow_stream_ends_at_the_deadline(gemini):
    gemini.next += [Said("un dos tres quatre cinc sis set vuit nou deu", seconds_between=0.1)]
    began = time.monotonic()
    with pytest.raises(lm.ModelUnavailable) as failure:
        list(asking(gemini).stream(reply("hola"), soon(0.3)))
    assert failure.value.reason == "timeout"
    assert time.monotonic() - began < 1


def test_a_server_that_is_not_there_is_unavailable(gemini, monkeypatch):
    monkeypatch.setattr(gemini_errors, "FIRST_PAUSE_SECONDS", 0.001)
    with GeminiSimulator() as closed:
        model = asking(closed)
    with pytest.raises(lm.ModelUnavailable) as failure:
        model.answer(classify(), soon())
    assert failure.value.reason == "unavailable"


def test_the_schema_is_sent_in_words_that_gemini_knows(gemini):
    """The simulator refuses others."""
    odd = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "pattern": {"type": "string", "pattern": "^a", "minLength": 3},
            "const": {"const": "invoice"},
            "all": {"allOf": [{"$ref": "#/$defs/x"}], "not": {}},
            "ref": {"$ref": "#/$defs/x", "description": "Some.", "default": []},
            "yes": {"const": True, "description": "Always."},
            "tri": {"enum": [True, False, None]},
            "some": {"type": ["string", "null"], "enum": ["a", 1, None]},
            "any": True,
        },
        "$defs": {"x": {"type": "array", "items": {"type": "string", "enum": ["const"]}, "uniqueItems": True}},
        "required": ["const"],
    }
    assert wire_schema(odd) == {
        "type": "object",
        "properties": {
            "pattern": {"type": "string"},
            "const": {"enum": ["invoice"]},
            "all": {},
            "ref": {"description": "Some.", "anyOf": [{"$ref": "#/$defs/x"}]},
            "yes": {"description": "Always.", "type": "boolean"},
            "tri": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
            "some": {"type": ["string", "null"], "anyOf": [{"enum": ["a", 1]}, {"type": "null"}]},
            "any": {},
        },
        "$defs": {"x": {"type": "array", "items": {"type": "string", "enum": ["const"]}}},
        "required": ["const"],
    }
    asking(gemini).answer(classify(schema=odd), soon())


def test_the_deployments_key_is_read_from_its_secret_and_kept(gemini, monkeypatch, services):
    monkeypatch.setenv("AI_SETTINGS", json.dumps(gemini.settings._asdict()))
    boto3.client("secretsmanager").create_secret(Name="a-secret", SecretString=KEY)
    registry.adapter.cache_clear()
    model = lm.model_for("live")
    before = clients.calls_made()
    assert json.loads(model.answer(classify(schema=INTENTS), soon()).text)["intent"] == "plan_upgrade"
    model.answer(classify(), soon())
    assert clients.calls_made() - before == 1
    registry.adapter.cache_clear()


def test_in_the_cloud_no_other_server_than_googles_is_asked(gemini, monkeypatch):
    monkeypatch.setenv("AI_SETTINGS", json.dumps(gemini.settings._asdict()))
    assert config.ai_settings() == gemini.settings
    monkeypatch.setenv("DEPLOYMENT", "cloud")
    assert config.ai_settings() == gemini.settings._replace(url="")


def test_the_sandbox_never_asks_gemini(gemini, monkeypatch):
    monkeypatch.setenv("AI_SETTINGS", json.dumps(gemini.settings._asdict()))
    assert lm.model_for("sandbox").name == "simulated"
    monkeypatch.delenv("AI_SETTINGS")
    assert lm.model_for("live").name == "offline"
