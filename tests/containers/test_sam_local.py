"""Every endpoint's sample event in AWS's runtime container, against the running platform: SAM_LOCAL=1 asks for it.

It needs Docker or Podman, and takes some seconds for each endpoint.
"""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from local.containers.invoke import Containers, InvocationError, containers
from local.invoke import EVENTS, invoke
from tests.running import Runtime, runtime, settings_for

pytestmark = pytest.mark.skipif("SAM_LOCAL" not in os.environ, reason="needs Docker or Podman; SAM_LOCAL=1 runs it")

ENDPOINTS = [file for file in sorted(EVENTS.glob("*.json")) if '"resourcePath"' in file.read_text()]
AT_ONCE = 3


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """A platform of its own: samples change what they find."""
    with runtime(settings_for(tmp_path_factory.mktemp("platform"))) as running:
        yield running


@pytest.fixture(scope="module")
def ready(platform: Runtime) -> Iterator[Containers]:
    """All functions, built for this machine's processor."""
    with containers(platform.settings) as built:
        yield built


@pytest.fixture(scope="module")
def answers(ready: Containers, platform: Runtime, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each endpoint answers to its sample, or why there is no answer."""
    folder = tmp_path_factory.mktemp("events")

    def answer(event: Path) -> Any:
        file = folder / event.name
        file.write_text(json.dumps(in_the_demo_organisation(platform, event)))
        try:
            return ready.invoke(event.stem, file)
        except InvocationError as failure:
            return str(failure)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip([event.stem for event in ENDPOINTS], pool.map(answer, ENDPOINTS), strict=True))


@pytest.mark.parametrize("event", ENDPOINTS, ids=lambda event: event.stem)
def test_the_sample_of_an_endpoint_succeeds_in_a_container(answers: dict[str, Any], event: Path):
    answer = answers[event.stem]
    assert isinstance(answer, dict), answer
    assert answer.get("statusCode") in {200, 202}, answer
    assert json.loads(answer["body"]).get("success", True) is True


def test_a_container_answers_what_the_local_runtime_answers(ready: Containers, platform: Runtime, tmp_path: Path):
    sample = in_the_demo_organisation(platform, EVENTS / "ContactsList.json")
    file = tmp_path / "ContactsList.json"
    file.write_text(json.dumps(sample))
    here, _ = invoke(platform.settings, "ContactsList", sample)
    assert data_of(ready.invoke("ContactsList", file)) == data_of(here)


def in_the_demo_organisation(platform: Runtime, event: Path) -> Any:
    """A sample event that finds what it names: the samples of identity name an organisation, a user and a key."""
    sample = json.loads(event.read_text())
    demo = platform.demo()["organisations"]["demo"]
    sample["requestContext"]["authorizer"]["organisation"] = demo["id"]
    if event.stem == "AuthToken":
        user = demo["users"][0]
        sample["body"] = json.dumps({"email": user["email"], "password": user["password"]})
    if event.stem in {"KeysUpdate", "KeysRotate", "KeysRevoke"}:
        body = json.loads(sample["body"])
        created, _ = invoke(
            platform.settings, "KeysCreate", in_the_demo_organisation(platform, EVENTS / "KeysCreate.json")
        )
        body["data"]["id"] = data_of(created)["id"]
        sample["body"] = json.dumps(body)
    return sample


def data_of(answer: Any) -> Any:
    assert answer["statusCode"] == 200, answer
    return json.loads(answer["body"])["data"]
