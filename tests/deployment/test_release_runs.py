"""Releases of a function: a good one, one stopped by its trial, one taken back by its first failures.

The handlers, the store and the hook are the platform's. CodeDeploy, Lambda's versions and the alarm are simulated: the
alarm by the pattern that ReleaseFailures has, over the lines that the function wrote.
"""

import json
import types
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from bivelio_core import clients
from bivelio_core.aws.connection import Connections
from bivelio_core.contacts import reading

from tests.api import call, event, load
from tests.code_deploy import CodeDeploy
from tests.receiver import Received, Receiver, Reply
from tools.template import ROOT

NAME = "s_ContactsGet"
SOURCE = (ROOT / "functions" / "contacts" / "get" / "handler.py").read_text(encoding="utf-8")
CANNOT_START = "\nraise RuntimeError('this release cannot start')\n"
FAILS = """
_endpoint = handler


def handler(event, context):
    before = reading.get

    def get(request, ctx):
        before(request, ctx)
        raise RuntimeError("this release fails where there is a contact, and so not in its trial")

    reading.get = get
    try:
        return _endpoint(event, context)
    finally:
        reading.get = before
"""
CONTEXT = SimpleNamespace(
    function_name=NAME, aws_request_id="release", get_remaining_time_in_millis=lambda: 10_000, invoked_function_arn=NAME
)


class Pipeline(NamedTuple):
    """`deploy` publishes a release and has CodeDeploy carry it out; `serve` asks the live version for a contact."""

    deploy: Callable[[str, str], str]
    serve: Callable[[], int]
    alias: dict[str, str]


@pytest.fixture
def pipeline(table, logged, monkeypatch) -> Iterator[Pipeline]:
    versions: dict[str, tuple[str, str]] = {"1": (SOURCE, "first")}
    alias = {"live": "1"}
    contact = call("contacts.create", {"type": "person", "name": "Before"}).data["id"]

    def invoke(version: str, request: Any) -> dict[str, Any]:
        source, release = versions[version]
        monkeypatch.setenv("RELEASE", release)
        module = types.ModuleType("handler")
        exec(compile(source, "handler.py", "exec"), module.__dict__)  # noqa: S102 - our own handler
        answer: dict[str, Any] = module.handler(request, CONTEXT)
        return answer

    def served(request: Received) -> Reply:
        version = request.path.split("/")[-2].replace("%3A", ":").rpartition(":")[2]
        try:
            body, headers = invoke(version, json.loads(request.body)), {}
        except RuntimeError as error:
            body, headers = {"errorType": type(error).__name__}, {"X-Amz-Function-Error": "Unhandled"}
        return Reply(200, {**headers, "Connection": "close"}, json.dumps(body).encode())

    def serve() -> int:
        return int(invoke(alias["live"], event({"data": {"id": contact}}))["statusCode"])

    def is_alarmed(release: str) -> bool:
        lines = [json.loads(line) for line in logged.getvalue().splitlines() if line.startswith("{")]
        failures = [line for line in lines if line["level"] == "ERROR" and line.get("release") == release]
        return any(line.get("exception_name") not in (None, "ServiceBusy") for line in failures)

    *_, of_moto = clients._networks

    with CodeDeploy() as code_deploy, Receiver(served) as lambdas:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CODEDEPLOY", code_deploy.url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", f"http://127.0.0.1:{lambdas.port}")

        def network(endpoint: Any, policy: Any) -> Any:
            if endpoint.service in ("codedeploy", "lambda"):
                return Connections(endpoint, "test", policy.connect, policy.read)
            return of_moto(endpoint, policy)

        monkeypatch.setattr(clients, "_networks", [network])
        clients.client.cache_clear()

        def deploy(more: str, release: str) -> str:
            version = str(len(versions) + 1)
            versions[version] = (SOURCE + more, release)
            hook = load("workers/check_release").handler.__wrapped__
            return code_deploy.deploy(
                code_deploy.begin(NAME, alias["live"], version),
                hook=lambda begun: hook(begun, CONTEXT),
                move=lambda to: alias.update(live=to),
                canary=serve,
                is_alarmed=lambda: is_alarmed(release),
            )

        yield Pipeline(deploy, serve, alias)
        clients.client.cache_clear()


def test_a_good_release_takes_over_and_reads_what_the_release_before_has_written(pipeline):
    assert pipeline.serve() == 200
    assert pipeline.deploy("", "good") == "succeeded"
    assert (pipeline.alias["live"], pipeline.serve()) == ("2", 200)


def test_a_release_that_cannot_start_is_stopped_before_anybody_calls_it(pipeline):
    assert pipeline.deploy(CANNOT_START, "cannot-start") == "stopped by the hook"
    assert (pipeline.alias["live"], pipeline.serve()) == ("1", 200)


def test_a_release_that_passes_its_trial_and_fails_then_is_taken_back(pipeline):
    assert pipeline.deploy(FAILS, "fails") == "rolled back by the alarm"
    assert (pipeline.alias["live"], pipeline.serve()) == ("1", 200)
    assert reading.get.__name__ == "get"
