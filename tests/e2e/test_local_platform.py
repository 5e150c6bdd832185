"""The platform as `make run` gives it: demo organisations, suggested calls, replayed events, enforced policies."""

import json
import shlex
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local.demo import KEYS, PLANS, introduction
from local.invoke import invoke
from local.settings import ROOT
from tests.running import Answer, Runtime, request, until
from tools.deployed import Deployed

pytestmark = pytest.mark.e2e

TELLS_CODEDEPLOY = "CheckRelease"
"""It asks a service that the emulator does not have: tests/e2e/test_pipeline.py runs it beside a simulated one."""

EVENTS = sorted(file for file in (ROOT / "events").glob("*.json") if file.stem != TELLS_CODEDEPLOY)
BUSY = ("TableBusy", "ServiceBusy")
AT_ONCE = 4
"""Each of these functions starts a process: while some start, others wait for what they ask for."""


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


@pytest.fixture(scope="module")
def replayed(platform: Runtime) -> Iterator[dict[str, Future[tuple[Any, bool]]]]:
    """What each function answers to its sample event, by its name."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {
            event.stem: pool.submit(invoke, platform.settings, event.stem, json.loads(event.read_text()))
            for event in EVENTS
        }


def is_of_a_busy_machine(answer: Any) -> bool:
    """Tell whether a function was too late, or what it asked, while four of them start at once."""
    return answer["errorType"] in BUSY or "Task timed out" in answer["errorMessage"]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.stem)
def test_the_sample_event_of_every_function_can_be_replayed(
    platform: Runtime, replayed: dict[str, Future[tuple[Any, bool]]], event: Path
):
    answer, raised = replayed[event.stem].result()
    if raised and is_of_a_busy_machine(answer):  # Lambda hands such an event over again too
        answer, raised = invoke(platform.settings, event.stem, json.loads(event.read_text()))
    assert not raised, answer
    assert "ImportModuleError" not in json.dumps(answer)


def test_a_missing_permission_fails_here_too(platform: Runtime):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]

    def get() -> Answer:
        return platform.call("/v1/contacts/get", {"data": {"id": "ct_abc123"}}, X_API_Key=key)

    def denied() -> list[str]:
        lines = (platform.settings.state / "runtime.log").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if "AccessDenied" in line and "ContactsGetRole" in line]

    assert get().status == 200
    with without_policies(platform, "ContactsGet"):
        answer = get()
        assert (answer.status, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
        until(denied)
        assert platform.call("/v1/contacts/list", {}, X_API_Key=key).status == 200
    assert get().status == 200


def as_curl_sends_it(platform: Runtime, line: str) -> Answer:
    words = shlex.split(line)
    assert words[:3] == ["curl", "-X", "POST"]
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    path = words[3].removeprefix(platform.settings.url)
    return request(platform.settings.port, path, words[words.index("-d") + 1].encode(), **headers)


@contextmanager
def without_policies(platform: Runtime, function: str) -> Iterator[None]:
    """For a while, one function may do nothing: the policies that the template gives its role are taken away."""
    iam, role = platform.client("iam"), Deployed(None, platform.settings).resource(f"{function}Role")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    policies = {name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names}
    assert policies, "the template gives the role policies of its own"
    for name in policies:
        iam.delete_role_policy(RoleName=role, PolicyName=name)
    try:
        yield
    finally:
        for name, document in policies.items():
            iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))
