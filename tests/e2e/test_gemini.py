"""The deployed functions ask Gemini: with their layer and the key of the deployment's secret, by their policies."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.providers.gemini_simulator import Asked, Fail, GeminiSimulator
from tests.running import Runtime, configured, variables_of
from tools.intrinsics import parse
from tools.template import ROOT

DECLARED = parse((ROOT / "template.yaml").read_text())["Parameters"]
ASKING = ("FormsGenerate", "WorkflowsGenerate")
FORM = {"title": "Curs", "fields": [{"key": "name", "label": "Nom", "type": "text", "required": True}]}
WORKFLOW = {"name": "Avís", "trigger_type": "manual", "steps": [{"id": "a", "type": "wait", "input": {"seconds": 1}}]}


def answer(asked: Asked) -> Any:
    """A form or a workflow."""
    return FORM if "design forms" in asked.instructions else WORKFLOW


@pytest.fixture
def gemini(platform: Runtime) -> Iterator[GeminiSimulator]:
    """A Gemini on this machine that is the live language model, by the settings that AiProvider and GeminiUrl make."""
    with GeminiSimulator(answer) as simulator, ExitStack() as changes:
        for function in ASKING:
            settings = json.loads(variables_of(platform, function)["AI_SETTINGS"])
            assert (settings["provider"], settings["url"]) == ("offline", DECLARED["GeminiUrl"]["Default"])
            settings |= {"provider": "gemini", "url": simulator.settings.url}
            changes.enter_context(configured(platform, function, AI_SETTINGS=json.dumps(settings)))
        yield simulator


@pytest.mark.e2e
def test_live_requests_ask_gemini_and_those_of_the_sandbox_do_not(platform, gemini):
    keys = platform.demo()["organisations"]["demo"]["keys"]
    live, sandbox = {"X_API_Key": keys["live_write"]}, {"X_API_Key": keys["test_secret"]}
    body = {"data": {"text": "Inscripció a un curs"}}

    form = platform.call("/v1/forms/generate", body, **live).json()["data"]
    assert (form["title"], form["model"]) == ("Curs", "gemini-3.5-flash-lite-001")
    workflow = platform.call("/v1/workflows/generate", body, **live).json()["data"]
    assert (workflow["definition"]["name"], workflow["credits_consumed"]) == ("Avís", 5)
    assert len(gemini.requests) == 2

    gemini.next.append(Fail.later(503, "UNAVAILABLE", "60s"))
    refused = platform.call("/v1/forms/generate", body, **live)
    assert (refused.status, refused.headers["retry-after"]) == (503, "60")

    simulated = platform.call("/sandbox/v1/forms/generate", body, **sandbox).json()["data"]
    assert simulated["model"] == "simulated"
    assert len(gemini.requests) == 3


@pytest.mark.e2e
def test_events_arrive_as_one_body_where_answers_are_not_streamed(platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    asked = {"agent_id": "ag_email_draft", "input": {"text": "Bon dia, quant val el pla pro?"}, "stream": True}
    answer = platform.call("/sandbox/v1/agents/invoke", {"data": asked}, X_API_Key=key)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    names = [line for line in answer.body.decode().splitlines() if line.startswith("event: ")]
    assert (names[0], names[-1]) == ("event: delta", "event: result")
