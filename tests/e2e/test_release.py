"""A release takes over while requests come in: none fails, none meets the old release after the new one."""

import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from local.demo import make_organisation
from local.deploy import deploy
from local.stacks import LIVE
from tests.running import Emulated, emulated, settings_for, until
from tools import releases
from tools.deployed import Deployed
from tools.template import ROOT, TEMPLATE, stacks

pytestmark = pytest.mark.e2e

KNOBS = {"UPDATE_PAUSE_SECONDS": "0.3", "PERSIST_STATE": "0", "S3_PERSIST": "0"}
PLACES = ("Location", "CodeUri", "ContentUri", "DefinitionUri")
"""Properties by which a resource names a file or folder that is deployed with it, relative to its template."""

CHANGED = ("contacts/create", "contacts/get")
WAIT_SECONDS = 20
EXTENSION = """
from bivelio_core.release_{name} import NAME

_unchanged = handler


def handler(event, context):
    answer = _unchanged(event, context)
    return {{**answer, "headers": {{**answer["headers"], "X-Release": NAME}}}}
"""
"""What two handlers have more in a release. It needs the release's own layer: the other one has no such module."""


def deployed() -> set[str]:
    """The folders at the root of the repository that its template names: nested templates, code and definitions."""
    resources = stacks()[0].body["Resources"].values()
    named = [each.get("Properties", {}).get(place) for each in resources for place in PLACES]
    return {Path(place).parts[0] for place in named if isinstance(place, str)}


def release(folder: Path, name: str) -> Path:
    """A copy of what is deployed, as a release of its own; return its template."""
    folder.mkdir()
    shutil.copy(TEMPLATE, folder)
    for each in deployed():
        shutil.copytree(ROOT / each, folder / each)
    module = folder / "layers" / "core" / "bivelio_core" / f"release_{name}.py"
    module.write_text(f'"""The name of a release."""\n\nNAME = "{name}"\n')
    for changed in CHANGED:
        with (folder / "functions" / changed / "handler.py").open("a") as handler:
            handler.write(EXTENSION.format(name=name))
    return folder / "template.yaml"


class Client:
    """A client that sends one request after the other, each function in turn, and keeps what was answered."""

    def __init__(self, platform: Emulated, key: str) -> None:
        self.platform, self.key = platform, key
        self.statuses: list[tuple[str, int]] = []
        self.releases: defaultdict[str, list[str]] = defaultdict(list)

    def call(self, operation: str, data: dict[str, Any]) -> dict[str, Any]:
        """The data of an answer; a failed request is noted, and has none."""
        answer = self.platform.call(f"/{operation}", {"data": data}, X_API_Key=self.key)
        self.statuses.append((operation, answer.status))
        if "x-release" in answer.headers:
            self.releases[operation].append(answer.headers["x-release"])
        found: dict[str, Any] = answer.json().get("data") or {}
        return found

    def serve(self, numbers: Iterator[int]) -> None:
        """A contact is made, read and listed."""
        made = self.call("contacts/create", {"type": "person", "name": f"Contact {next(numbers)}"})
        self.call("contacts/get", {"id": made.get("id", "ct_none")})
        self.call("contacts/list", {})


@contextmanager
def load(clients: list[Client]) -> Iterator[None]:
    """Every client sends requests for as long as this lasts."""
    stop, numbers = threading.Event(), count(1)

    def run(client: Client) -> None:
        while not stop.is_set():
            client.serve(numbers)

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def begun(client: Client) -> str:
    """A run that waits for longer than the release takes to begin."""
    steps = [
        {"id": "later", "type": "wait", "input": {"seconds": WAIT_SECONDS}},
        {"id": "made", "type": "contact.create", "input": {"type": "person", "name": "By the new release"}},
    ]
    workflow = client.call("workflows/create", {"name": "In flight", "steps": steps})["id"]
    return str(client.call("workflows/execute", {"workflow_id": workflow, "async": True})["instance_id"])


def is_completed(client: Client, run: str) -> Callable[[], bool]:
    """Whether a run has come to its end."""
    return lambda: client.call("workflows/instances/get", {"instance_id": run})["status"] == "completed"


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The templates of two releases that do not fit together."""
    folder = tmp_path_factory.mktemp("releases")
    return release(folder / "one", "one"), release(folder / "two", "two")


def test_no_request_fails_while_a_release_takes_over_and_is_taken_back(two_releases, tmp_path: Path):
    one, two = two_releases
    settings = settings_for(tmp_path / "state", one)
    with emulated(settings, repaired=True, knobs=KNOBS, module="tests.e2e.slow_updates") as platform:
        target = Deployed(None, settings)
        key = make_organisation(target.operate, "releases", "enterprise")["keys"]["live_secret"]
        clients = [Client(platform, key) for _ in range(3)]
        run = begun(clients[0])
        for client in clients:
            client.serve(count(1_000))  # no cold start is counted as a release's
        with load(clients):
            before = datetime.now(UTC)
            deploy(replace(settings, template=two), lambda _step: None, lambda: None)
            until(lambda: all(seen[-1] == "two" for client in clients for seen in client.releases.values()))
        assert_all_served(clients, ["one", "two"])
        until(is_completed(clients[0], run))
        assert_the_releases_do_not_fit_together(platform, one, settings)

        with load(clients):
            assert {version.is_live for version in releases.back(target, before)} == {False}
            until(lambda: all(seen[-1] == "one" for client in clients for seen in client.releases.values()))
        assert_all_served(clients, ["one", "two", "one"])
        assert releases.prune(target, 1) == 0, "the newest version and the live one stay"
        releases.back(target, datetime.now(UTC) + timedelta(days=1))
        assert releases.prune(target, 1) >= len(CHANGED)
        client = Client(platform, key)
        client.serve(count(5_000))
        assert_all_served([client], ["two"])


def assert_all_served(clients: list[Client], order: list[str]) -> None:
    """Nothing failed, and no client met an earlier release after a later one."""
    statuses = [status for client in clients for status in client.statuses]
    assert [each for each in statuses if each[1] not in (200, 202)] == []
    for client in clients:
        assert client.releases.keys() == set(CHANGED)
        for seen in client.releases.values():
            assert [name for at, name in enumerate(seen) if seen[at - 1 : at] != [name]] == order
    print(f"{len(statuses)} requests, 0 failed")  # noqa: T201 - the figure of the run, with `pytest -s`


def assert_the_releases_do_not_fit_together(platform: Emulated, one: Path, settings: Any) -> None:
    """New layers with old code fail: a request that had met the two together would have been seen."""
    function = platform.deployment.functions["ContactsGet"]
    lambdas = platform.client("lambda")
    old = lambdas.list_versions_by_function(FunctionName=function)["Versions"][1]
    assert old["Version"] != "$LATEST"
    new = lambdas.get_alias(FunctionName=function, Name=LIVE)["FunctionVersion"]
    layers = lambdas.get_function_configuration(FunctionName=function, Qualifier=new)["Layers"]
    assert old["Layers"] != layers
    archive = one.parent / "functions" / "contacts" / "get"
    content = Path(shutil.make_archive(str(settings.state / "old"), "zip", archive)).read_bytes()
    lambdas.update_function_code(FunctionName=function, ZipFile=content)
    answer = lambdas.invoke(FunctionName=function, Payload=b"{}")
    assert "release_one" in answer["Payload"].read().decode()
    assert answer["FunctionError"]
