"""Each new version is tried before it is called, by an event without effect; CodeDeploy is told what came of it."""

import json
import os
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from bivelio_core import clients
from bivelio_core.entrypoints import trial
from bivelio_core.entrypoints.sweeps import end_of_sweep

from tests.api import load
from tests.code_deploy import CodeDeploy
from tests.declared import FUNCTIONS
from tests.for_each import for_each
from tests.receiver import Received, Receiver, Reply
from tools import trials
from tools.template import functions

TRIALS: dict[str, Any] = json.loads(trials.FILE.read_text(encoding="utf-8"))
FOLDERS = {each.logical_id: each.folder.removeprefix("functions/") for each in functions()}
CONTEXT = SimpleNamespace(
    function_name="tried",
    aws_request_id="trial",
    get_remaining_time_in_millis=lambda: 10_000,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:tried",
)


def item_count() -> int:
    """How many items the table has."""
    return int(boto3.client("dynamodb").scan(TableName=os.environ["TABLE_NAME"], Select="COUNT")["Count"])


def test_every_function_is_tried_but_the_one_that_tries():
    assert {*TRIALS, trials.HOOK} == {*FUNCTIONS}


@for_each("name", sorted(TRIALS))
def test_no_trial_fails_or_leaves_anything(name, deployment, logged):
    """Under the policy of its function: neither an item nor a line of level ERROR."""
    before = item_count()
    answer = load(FOLDERS[name]).handler(TRIALS[name]["event"], CONTEXT)
    assert trial.finding_of(answer, is_refused=TRIALS[name]["is_refused"]) == ""
    assert item_count() == before
    assert [line for line in logged.getvalue().splitlines() if '"level":"ERROR"' in line] == []


def test_most_reading_endpoints_read_in_their_trial():
    reading = [name for name, each in TRIALS.items() if "httpMethod" in each["event"] and not each["is_refused"]]
    assert len(reading) > 40


@pytest.mark.parametrize(
    ("answer", "is_refused", "finding"),
    [
        ({"statusCode": 404}, False, ""),
        ({"statusCode": 400}, True, ""),
        ({"statusCode": 500}, False, "answered 500"),
        ({"statusCode": 503}, True, "answered 503"),
        ({"statusCode": 200}, True, "answered 200 to what it must refuse"),
        ({"batchItemFailures": []}, False, ""),
        ({"batchItemFailures": [{"itemIdentifier": "1"}]}, False, "failed"),
        ({"success": False, "error": {"code": "INTERNAL_ERROR"}}, False, "failed"),
        ({"success": False, "error": {"code": "RESOURCE_NOT_FOUND"}}, False, ""),
        (None, False, ""),
    ],
)
def test_what_a_trial_may_answer(answer, is_refused, finding):
    assert trial.finding_of(answer, is_refused=is_refused) == finding


def test_the_function_is_found_in_every_form_of_its_name():
    for name in TRIALS:
        for form in (
            f"bivelio-api_{name}",
            f"bivelio-api-{name}-1A2B3C4D5E6F",
            f"bivelio-api-WorkersStack-9Z-{name}-8Y",
        ):
            assert trial.logical_id_of(form, TRIALS) == name
    with pytest.raises(trial.Untried):
        trial.logical_id_of("bivelio-api-WorkersStack-9Z-DeliverWeb-8Y", TRIALS)


def test_a_trial_of_a_sweep_begins_nothing_and_the_clock_gives_it_its_time():
    assert end_of_sweep({"detail": {"seconds": 0}}, 45) == 0
    assert end_of_sweep({"detail": {}}, 45) > end_of_sweep({}, 30) > 0


@pytest.fixture
def hook(monkeypatch):
    """The hook's function, a simulated CodeDeploy, and a simulated Lambda whose functions answer as `answers` says."""
    answers: dict[str, Any] = {}

    def invoked(request: Received) -> Reply:
        name = request.path.split("/")[-2].replace("%3A", ":")
        status, headers, body = answers[name]
        assert json.loads(request.body) == TRIALS[name.partition(":")[0].partition("_")[2]]["event"]
        return Reply(status, {**headers, "Connection": "close"}, json.dumps(body).encode())

    with CodeDeploy() as code_deploy, Receiver(invoked) as lambdas:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CODEDEPLOY", code_deploy.url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", f"http://127.0.0.1:{lambdas.port}")
        monkeypatch.setattr(clients, "_networks", [])
        clients.client.cache_clear()
        yield SimpleNamespace(
            code_deploy=code_deploy,
            answers=answers,
            run=lambda event: load("workers/check_release").handler.__wrapped__(
                event, CONTEXT
            ),  # without a table's policy
        )
        clients.client.cache_clear()


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, {"statusCode": 404}, "Succeeded"),
        ({}, {"statusCode": 500}, "Failed"),
        ({"X-Amz-Function-Error": "Unhandled"}, {"errorType": "Runtime.ImportModuleError"}, "Failed"),
    ],
)
def test_code_deploy_is_told_whether_the_new_version_serves(hook, headers, body, status):
    hook.answers["s_ContactsGet:8"] = (200, headers, body)
    event = hook.code_deploy.begin("s_ContactsGet", "7", "8")
    assert hook.run(event) == status
    assert hook.code_deploy.statuses == {event["DeploymentId"]: status}


@pytest.mark.parametrize("function", ["s_Unknown", "s_ContactsGet"])
def test_what_cannot_be_tried_is_told_as_failed_at_once(hook, function):
    """CodeDeploy would wait for an hour otherwise."""
    hook.answers["s_ContactsGet:8"] = (403, {}, {"Message": "not authorised"})
    event = hook.code_deploy.begin(function, "7", "8")
    assert hook.run(event) == "Failed"
    assert hook.code_deploy.statuses == {event["DeploymentId"]: "Failed"}
