"""Releases of a function on the running platform: a good one, one stopped by its trial, one taken back by failures.

The emulator has neither CodeDeploy nor alarms: tests/code_deploy.py simulates the first, `is_alarmed` the second, by
the pattern that ReleaseFailures has. The hook, the versions, the alias and the log are the platform's.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from local.stacks import LIVE
from tests.code_deploy import CodeDeploy
from tests.running import Runtime, configured, until, variables_of
from tools.deployed import Deployed
from tools.template import ROOT

pytestmark = pytest.mark.e2e

FUNCTION = "ContactsGet"
SOURCE = ROOT / "functions" / "contacts" / "get" / "handler.py"
GOOD = ""
CANNOT_START = '\nraise RuntimeError("this release cannot start")\n'
FAILS_SOMETIMES = """
_unchanged = reading.get


def _failing(request, ctx):
    _unchanged(request, ctx)
    raise RuntimeError("this release fails where there is a contact, and so not in its trial")


reading.get = _failing
"""
CANARY_REQUESTS = 5


class Pipeline(NamedTuple):
    """A function's releases; `serve` asks it for a contact that the release before has written."""

    deploy: Callable[[str, str], str]
    serve: Callable[[], int]
    live: Callable[[], str]


@pytest.fixture
def pipeline(platform: Runtime) -> Iterator[Pipeline]:
    """The function as it is, a contact that it knows, and CodeDeploy; everything is as before afterwards."""
    lambdas, deployed = platform.client("lambda"), Deployed(None, platform.settings)
    named = {"FunctionName": deployed.resource(FUNCTION)}
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    variables = variables_of(platform, FUNCTION)
    created = platform.call("/v1/contacts/create", {"data": {"type": "person", "name": "Before"}}, X_API_Key=key)
    contact = created.json()["data"]["id"]

    def live() -> str:
        return str(lambdas.get_alias(**named, Name=LIVE)["FunctionVersion"])

    def serve() -> int:
        answer = platform.call("/v1/contacts/get", {"data": {"id": contact}}, X_API_Key=key)
        assert answer.status != 200 or answer.json()["data"]["name"] == "Before"
        return answer.status

    def publish(more: str, release: str) -> str:
        lambdas.update_function_code(**named, ZipFile=_zipped(SOURCE.read_text(encoding="utf-8") + more))
        lambdas.update_function_configuration(**named, Environment={"Variables": variables | {"RELEASE": release}})
        return str(lambdas.publish_version(**named)["Version"])

    before = live()
    with CodeDeploy() as code_deploy, configured(platform, "CheckRelease", AWS_ENDPOINT_URL_CODEDEPLOY=code_deploy.url):

        def deploy(more: str, release: str) -> str:
            begun = code_deploy.begin(named["FunctionName"], live(), publish(more, release))
            return code_deploy.deploy(
                begun,
                hook=lambda event: deployed.invoke("CheckRelease", event),
                move=lambda version: lambdas.update_alias(**named, Name=LIVE, FunctionVersion=version),
                canary=lambda: [serve() for _ in range(CANARY_REQUESTS)],
                is_alarmed=lambda: is_alarmed(platform, release),
            )

        yield Pipeline(deploy, serve, live)
    lambdas.update_alias(**named, Name=LIVE, FunctionVersion=before)
    lambdas.update_function_code(**named, ZipFile=_zipped(SOURCE.read_text(encoding="utf-8")))
    lambdas.update_function_configuration(**named, Environment={"Variables": variables})


def _zipped(source: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("handler.py", source)
    return content.getvalue()


def is_alarmed(platform: Runtime, release: str) -> bool:
    """Whether the log has what ReleaseFailuresAlarm is on: an unexpected failure of a release."""
    return any(
        line["level"] == "ERROR" and line.get("exception_name") not in (None, "ServiceBusy")
        for line in _lines(platform, release)
    )


def _lines(platform: Runtime, release: str) -> Iterator[dict[str, Any]]:
    text = (platform.settings.state / "runtime.log").read_text(errors="replace")
    for line in text.splitlines():
        if f'"release":"{release}"' in line:
            yield json.loads(line[line.index("{") :])


def test_a_good_release_takes_over_and_reads_what_the_release_before_has_written(pipeline: Pipeline):
    before = pipeline.live()
    assert pipeline.serve() == 200
    assert pipeline.deploy(GOOD, "good") == "succeeded"
    assert pipeline.live() != before
    assert pipeline.serve() == 200


def test_a_release_that_cannot_start_is_stopped_before_anybody_calls_it(pipeline: Pipeline):
    before = pipeline.live()
    assert pipeline.deploy(CANNOT_START, "cannot-start") == "stopped by the hook"
    assert pipeline.live() == before
    assert pipeline.serve() == 200


def test_a_release_that_passes_its_trial_and_fails_then_is_taken_back(pipeline: Pipeline, platform: Runtime):
    before = pipeline.live()
    assert pipeline.deploy(FAILS_SOMETIMES, "fails") == "rolled back by the alarm"
    assert pipeline.live() == before
    assert pipeline.serve() == 200
    assert until(lambda: len(list(_lines(platform, "fails"))) >= CANARY_REQUESTS) is True
