"""Over moto, our clients and boto3's do and refuse the same: in this process, and over a socket."""

import json
import os
from contextlib import ExitStack
from functools import cache

import boto3
import pytest
from bivelio_core import clients, sealing
from bivelio_core.aws.refusals import ClientError
from bivelio_core.identity import signing
from bivelio_core.webhooks.queues import Delivery, SqsOutbox
from bivelio_core.workflows.execution import machine
from bivelio_core.workflows.triggers import schedules
from botocore.exceptions import ClientError as TheirError

from tests.aws.asked import SCHEDULE
from tests.aws.served import client_of, moto_server
from tests.operated import create_deployment
from tests.services import received

KEYS = {"organisation": "org_1", "purpose": "webhook"}
REFUSALS = (ClientError, TheirError)


@pytest.fixture(params=["own", "own over a socket", "boto3"])
def ask(request, services, monkeypatch):
    """What makes a client of a service, for the code under test too."""
    clients.client.cache_clear()
    with ExitStack() as stack:
        if request.param == "own over a socket":
            port = stack.enter_context(moto_server())
            monkeypatch.setattr(clients, "client", lambda service: client_of(port, service=service))
        elif request.param == "boto3":
            monkeypatch.setattr(clients, "client", cache(clients.of_boto3))
        yield clients.client
    sealing.forget()
    signing.forget()


def code_of(refused):
    return refused.value.response["Error"]["Code"]


def test_a_message_arrives_with_its_text(ask):
    ask("sqs").send_message(QueueUrl=os.environ["DOCUMENTS_QUEUE_URL"], MessageBody=json.dumps({"a": "ç€😀"}))
    assert received("documents") == [{"a": "ç€😀"}]


def test_many_messages_arrive_in_batches(ask):
    deliveries = [Delivery("org_1", "live", None, "wh_1", f"evt_{n}", f"{n}") for n in range(13)]
    SqsOutbox(ask("sqs")).send("deliveries", deliveries)
    assert {each["event"] for each in received("deliveries")} == {each.event for each in deliveries}


def test_a_queue_that_does_not_exist_is_refused_with_the_older_code(ask):
    with pytest.raises(REFUSALS) as refused:
        ask("sqs").send_message(QueueUrl=os.environ["DOCUMENTS_QUEUE_URL"] + "-no", MessageBody="x")
    assert code_of(refused) == "AWS.SimpleQueueService.NonExistentQueue"


def test_a_secret_is_sealed_and_opened_for_its_purpose_alone(ask):
    sealed = sealing.seal("whsec_ç", **KEYS)
    assert type(sealed) is bytes
    assert sealing.unseal(sealed, **KEYS) == "whsec_ç"
    with pytest.raises(REFUSALS) as refused:
        sealing.unseal(sealed, organisation="org_2", purpose="webhook")
    assert code_of(refused) == "InvalidCiphertextException"


def test_signing_keys_are_replaced(ask):
    create_deployment()
    changed = signing.rotated(signing.read())
    signing.write(changed)
    assert signing.read() == changed
    with pytest.raises(REFUSALS) as refused:
        ask("secretsmanager").get_secret_value(SecretId="none")
    assert code_of(refused) == "ResourceNotFoundException"


def test_an_execution_starts_once_and_is_known(ask, monkeypatch):
    nothing = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
    made = boto3.client("stepfunctions").create_state_machine(
        name="m", definition=nothing, roleArn="arn:aws:iam::123456789012:role/r"
    )
    monkeypatch.setenv("WORKFLOW_STATE_MACHINE_ARN", made["stateMachineArn"])
    assert machine.status("run") == machine.UNKNOWN
    machine.stop("run", "it never began")
    for _ in range(2):
        machine.start("run", {"ç": 1})
    assert machine.status("run") == machine.RUNNING
    machine.stop("run", "enough")
    assert machine.status("run") == machine.ENDED


def test_a_schedule_is_made_changed_and_deleted_any_number_of_times(ask):
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    name, request = SCHEDULE["Name"], {key: value for key, value in SCHEDULE.items() if key != "Name"}
    for minutes in (1, 1, 2):
        schedules._upsert(name, {**request, "ScheduleExpression": f"rate({minutes} minutes)"})
    with pytest.raises(ask("scheduler").exceptions.ConflictException):
        ask("scheduler").create_schedule(Name=name, **request)
    kept = boto3.client("scheduler").get_schedule(Name=name, GroupName="workflows")
    assert (kept["ScheduleExpression"], kept["Target"]["Arn"]) == ("rate(2 minutes)", SCHEDULE["Target"]["Arn"])
    for _ in range(2):
        schedules._delete(name)
    assert boto3.client("scheduler").list_schedules(GroupName="workflows")["Schedules"] == []
