"""A mail that ends its reader holds up nobody: mails have a queue of their own, and such a one is parked alone."""

import json
from typing import Any

import boto3
import pytest
from bivelio_core import clients

from tests.api import call, load
from tests.declared import FUNCTIONS, RESOURCES, of_type, references, statements
from tests.functions.inbound.mailbox import BUCKET, connected
from tests.functions.inbound.test_mail import MAIL, VERDICTS
from tests.messages.hostile_mails import exhausting_mail
from tests.services import waiting

RECEIVES: int = RESOURCES["InboundMails"]["Properties"]["RedrivePolicy"]["maxReceiveCount"]


@pytest.fixture
def mailbox(table, monkeypatch, tmp_path):
    """A connected mailbox, and the bucket of SES."""
    with connected(monkeypatch, tmp_path) as (_, connection):
        yield connection["inbound_address"]


@pytest.fixture
def queues(table, monkeypatch):
    """The queue of mails with the one that takes what fails, as the template has them."""
    sqs = boto3.client("sqs")
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": RECEIVES})
    alive = sqs.create_queue(QueueName="mails", Attributes={"VisibilityTimeout": "0", "RedrivePolicy": redrive})[
        "QueueUrl"
    ]
    monkeypatch.setenv("INBOUND_MAILS_QUEUE_URL", alive)
    return alive, dead


def arrives(name: str, content: bytes) -> dict[str, Any]:
    """SES puts a mail into the bucket; what S3 says of it."""
    clients.client("s3").put_object(Bucket=BUCKET, Key=f"mail/{name}", Body=content)
    return {"Records": [{"s3": {"bucket": {"name": BUCKET}, "object": {"key": f"mail/{name}"}}}]}


def mail(to: str, number: int) -> bytes:
    """An ordinary mail."""
    return MAIL.format(to=to, shown=to, more="", verdicts=VERDICTS).replace("answer-1", f"answer-{number}").encode()


def work(queue: str) -> int:
    """Lambda receives what waits and has the worker serve it as one batch; how many messages it was."""
    sqs = boto3.client("sqs")
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    batch = [{"messageId": each["MessageId"], "body": each["Body"]} for each in messages]
    failed = {
        each["itemIdentifier"]
        for each in load("workers/receive_mail").handler({"Records": batch}, None)["batchItemFailures"]
    }
    for each in messages:
        if each["MessageId"] not in failed:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])
    return len(messages)


def test_a_mail_that_ends_its_reader_is_parked_alone_after_two_receives(mailbox, queues):
    alive, dead = queues
    sqs = boto3.client("sqs")
    for name, content in (
        ("bomb", exhausting_mail(mailbox)),
        ("first", mail(mailbox, 1)),
        ("second", mail(mailbox, 2)),
    ):
        sqs.send_message(QueueUrl=alive, MessageBody=json.dumps(arrives(name, content)))
    assert work(alive) == 3  # each is put into the group of its organisation
    assert work(alive) == 3
    assert len(call("messages.list").data["messages"]) == 2, "the others of the batch are stored"
    assert work(alive) == 1, "the bomb comes again, alone"
    assert work(alive) == 0
    (parked,) = sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=10)["Messages"]
    assert json.loads(parked["Body"])["key"] == "mail/bomb"
    assert len(call("messages.list").data["messages"]) == 2


def test_what_fails_for_another_reason_waits_as_a_new_message_and_is_parked_in_the_end(mailbox):
    (body,) = sorted_mails(arrives("lost", mail(mailbox, 1)))
    clients.client("s3").delete_object(Bucket=BUCKET, Key="mail/lost")
    tries = 0
    while answer := serve(body)["batchItemFailures"] == []:
        (body,) = waiting("inbound_mails")
        tries += 1
        assert body["tries"] == tries
    assert answer is False
    assert tries == 7
    assert waiting("inbound_mails") == []
    arrives("lost", mail(mailbox, 1))
    assert serve(body) == {"batchItemFailures": []}
    assert len(call("messages.list").data["messages"]) == 1, "the next one that finds it stores it"


def serve(body: dict[str, Any]) -> Any:
    """The worker is given one message."""
    return load("workers/receive_mail").handler({"Records": [{"messageId": "1", "body": json.dumps(body)}]}, None)


def sorted_mails(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What the worker puts on the queue for what S3 says."""
    assert serve(body) == {"batchItemFailures": []}
    return waiting("inbound_mails")


def test_mails_are_grouped_by_their_organisation(mailbox, queues):
    alive, _ = queues
    boto3.client("sqs").send_message(QueueUrl=alive, MessageBody=json.dumps(arrives("first", mail(mailbox, 1))))
    work(alive)
    asked = {"QueueUrl": alive, "MessageSystemAttributeNames": ["MessageGroupId"]}
    (message,) = boto3.client("sqs").receive_message(**asked)["Messages"]
    assert message["Attributes"]["MessageGroupId"] == json.loads(message["Body"])["organisation"]
    assert "body" not in json.loads(message["Body"]), "the mail stays in the bucket"


def test_mails_of_the_release_before_go_to_the_queue_of_mails(mailbox):
    told = arrives("first", mail(mailbox, 1))
    answer = load("workers/receive_message").handler({"Records": [{"messageId": "1", "body": json.dumps(told)}]}, None)
    assert answer == {"batchItemFailures": []}
    assert waiting("inbound_mails") == [told]


def test_mails_share_no_queue_and_no_function_with_other_messages():
    consumers = {
        references(event["Properties"]["Queue"]).pop(): (name, event["Properties"])
        for name, function in FUNCTIONS.items()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    }
    assert consumers["InboundMails"][0] == "ReceiveMail"
    assert consumers["InboundMails"][1]["BatchSize"] == 1
    assert [name for name, _ in consumers.values()].count("ReceiveMail") == 1
    notified = RESOURCES["InboundMail"]["Properties"]["NotificationConfiguration"]
    assert references(notified) & of_type("AWS::SQS::Queue").keys() == {"InboundMails"}
    assert RECEIVES == 2
    senders = {
        name
        for name, function in FUNCTIONS.items()
        for statement in statements(function)
        if "InboundMails" in references(statement["Resource"])
    }
    assert senders == {"ReceiveMail", "ReceiveMessage"}
