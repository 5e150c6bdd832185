"""The platform as `make run` gives it: demo organisations, suggested calls, replayed events, enforced policies."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from local.demo import KEYS, PLANS, introduction
from local.invoke import invoke
from local.settings import ROOT
from tests.running import Answer, Runtime, request, runtime, settings_for

pytestmark = pytest.mark.e2e

EVENTS = sorted((ROOT / "events").glob("*.json"))


def test_the_demo_file_has_the_documented_shape(platform: Runtime):
    demo = platform.demo()
    assert demo["base_url"] == f"{platform.settings.url}/v1"
    assert demo["sandbox_url"] == f"{platform.settings.url}/sandbox/v1"
    assert demo["organisations"].keys() == PLANS.keys()
    for slug, organisation in demo["organisations"].items():
        assert organisation.keys() == {"id", "plan", "users", "keys"}
        assert organisation["plan"] == PLANS[slug]
        assert organisation["keys"].keys() == KEYS.keys()
        assert all(user.keys() == {"email", "password", "role"} for user in organisation["users"])


def test_the_suggested_calls_work(platform: Runtime):
    text = introduction(platform.settings, platform.demo()["organisations"])
    calls = [line for line in text.splitlines() if line.startswith("  curl ")]
    assert len(calls) == 3
    for call in calls:
        answer = as_curl_sends_it(platform, call)
        assert answer.status == 200, (call, answer.body)


@pytest.mark.parametrize("slug", PLANS)
def test_every_user_can_sign_in(platform: Runtime, slug: str):
    organisation = platform.demo()["organisations"][slug]
    for user in organisation["users"]:
        login = {"email": user["email"], "password": user["password"]}
        key = organisation["keys"]["live_publishable"]
        assert platform.call("/v1/auth/token?grant_type=password", login, apikey=key).status == 200


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.stem)
def test_the_sample_event_of_every_function_can_be_replayed(platform: Runtime, event: Path):
    answer, raised = invoke(platform.settings, event.stem, json.loads(event.read_text()))
    assert not raised or answer["errorMessage"] == "Unauthorized"  # what an authorizer says of an invented key
    assert "ImportModuleError" not in json.dumps(answer)


def test_a_missing_permission_fails_here_too(tmp_path: Path):
    template = tmp_path / "template.yaml"
    template.write_text(json.dumps(without_policies("ContactsGet"), default=str))
    with runtime(settings_for(tmp_path / "state", template), {"AUTH": "true"}) as guarded:
        key = guarded.demo()["organisations"]["demo"]["keys"]["live_secret"]
        get = guarded.call("/v1/contacts/get", {"data": {"id": "ct_abc123"}}, X_API_Key=key)
        assert (get.status, get.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
        assert "AccessDenied" in (guarded.settings.state / "runtime.log").read_text()
        assert guarded.call("/v1/contacts/list", {}, X_API_Key=key).status == 200


def as_curl_sends_it(platform: Runtime, line: str) -> Answer:
    words = shlex.split(line)
    assert words[:3] == ["curl", "-X", "POST"]
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    path = words[3].removeprefix(platform.settings.url)
    return request(platform.settings.port, path, words[words.index("-d") + 1].encode(), **headers)


def without_policies(function: str) -> Any:
    """The real template with absolute paths, and one function that may do nothing."""
    template = yaml_parse((ROOT / "template.yaml").read_text())
    del template["Resources"][function]["Properties"]["Policies"]
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for name in ("CodeUri", "ContentUri", "DefinitionUri"):
            if isinstance(properties.get(name), str):
                properties[name] = str(ROOT / properties[name])
    return template
