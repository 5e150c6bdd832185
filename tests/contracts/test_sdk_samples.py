"""The code samples of operations, in Python and JavaScript, run as they are written: each reaches the real handler."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bivelio import BiVelioError

from tests.contracts.answered import RUN_BY_THE_TABLE
from tests.sdk.calls import DESCRIBED
from tests.sdk.in_process import served
from tests.sdk.javascript import folder_with_the_package, run_module
from tools.sdk.samples import samples

KEY = "bv_test_sk_sample"
NAMES = [operation.endpoint.operation for operation in RUN_BY_THE_TABLE]
OF_USERS = sorted(DESCRIBED.keys() - set(NAMES))
RUN_ALL = """
const failed = {};
for (const name of names) {
  await import(`./${name}.mjs`).catch((error) => (failed[name] = `${error}`));
}
console.log(JSON.stringify(failed));
"""
pytestmark = pytest.mark.fix("The samples are written by tools/sdk/samples.py.")


@pytest.fixture
def api(states: object) -> Iterator[tuple[dict[str, str], list[httpx.Request]]]:
    """The variables of programs that call the API of this process, and what they sent."""
    with served() as (url, sent):
        yield {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": url}, sent


def paths_of(sent: list[httpx.Request]) -> set[str]:
    """The paths that were asked, without that of the sandbox."""
    return {request.url.path.removeprefix("/sandbox/v1") for request in sent}


def failed_in_javascript(names: list[str], folder: Path, **environment: str) -> dict[str, str]:
    """The samples in JavaScript that end with an error, by name, each run as a module of a program of Node."""
    folder_with_the_package(folder)
    for name in names:
        (folder / f"{name}.mjs").write_text(samples(DESCRIBED[name])["javascript"])
    printed = run_module(f"const names = {json.dumps(names)};" + RUN_ALL, folder, **environment)
    failed: dict[str, str] = json.loads(printed.splitlines()[-1])
    return failed


def test_the_samples_in_python_run(api, monkeypatch: pytest.MonkeyPatch):
    environment, sent = api
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    failed = {}
    for name in NAMES:
        found: dict[str, Any] = {}
        try:
            exec(samples(DESCRIBED[name])["python"], found)  # noqa: S102 - the lines themselves
        except (BiVelioError, TypeError, AttributeError, SyntaxError) as error:
            failed[name] = f"{type(error).__name__}: {error}"
        if "client" in found:
            found["client"].close()
    assert failed == {}
    assert paths_of(sent) == {DESCRIBED[name].path for name in NAMES}


def test_the_samples_in_javascript_run(api, tmp_path: Path):
    environment, sent = api
    assert failed_in_javascript(NAMES, tmp_path, **environment) == {}
    assert paths_of(sent) == {DESCRIBED[name].path for name in NAMES}


def test_the_samples_in_javascript_of_what_takes_a_user_name_methods(tmp_path: Path):
    refused = {"BIVELIO_BASE_URL": "http://127.0.0.1:1", "BIVELIO_API_KEY": KEY, "BIVELIO_ACCESS_TOKEN": "a.b.c"}
    failed = failed_in_javascript(OF_USERS, tmp_path, **refused)
    assert failed.keys() == set(OF_USERS)
    assert [one for one in failed.values() if not one.startswith("APIConnectionError: No answer from")] == []
