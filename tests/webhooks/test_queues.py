"""Messages leave for the queue they are meant for, fair by webhook, and none is dropped on the way."""

import boto3
import pytest
from bivelio_core import config
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.webhooks import queues
from bivelio_core.webhooks.queues import Delivery, SqsOutbox

pytestmark = pytest.mark.usefixtures("services")


def deliveries(count):
    return [
        Delivery("org_1", "live", None, f"wh_{number % 2}", f"evn_{number}", "2026-04-07T12:00:00.000000Z")
        for number in range(count)
    ]


def test_each_message_belongs_to_its_webhooks_group_and_waits_as_long_as_asked():
    sent = deliveries(23)
    queues.outbox().send("redeliveries", sent)
    sqs, url = boto3.client("sqs"), config.queue_url("redeliveries")
    found = []
    while messages := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
    ).get("Messages"):
        found += [(message["Attributes"]["MessageGroupId"], message["Body"]) for message in messages]
    assert sorted(found) == sorted((message.webhook, queues.body_of(message)) for message in sent)


class Refusing:
    """SQS that refuses entries as a test says, call by call."""

    def __init__(self, *refused):
        self.refused, self.calls = list(refused), []

    def send_message_batch(self, QueueUrl, Entries):  # noqa: N803 - as boto3 has it
        self.calls.append((QueueUrl, Entries))
        refused = self.refused.pop(0) if self.refused else ()
        return {"Failed": [{"Id": entry["Id"], "Code": "x"} for entry in Entries if entry["Id"] in refused]}


def test_what_was_refused_is_sent_again_and_nothing_else():
    refusing = Refusing(("1", "4"), ("4",))
    SqsOutbox(refusing).send("deliveries", deliveries(5), 30)
    assert [[entry["Id"] for entry in entries] for _, entries in refusing.calls] == [list("01234"), ["1", "4"], ["4"]]
    assert {entry["DelaySeconds"] for _, entries in refusing.calls for entry in entries} == {30}
    assert {url for url, _ in refusing.calls} == {config.queue_url("deliveries")}


def test_what_stays_refused_is_an_error_so_that_whoever_sends_is_asked_again():
    with pytest.raises(ServiceBusy, match="1 messages were not accepted by deliveries"):
        SqsOutbox(Refusing(*[("0",)] * 9)).send("deliveries", deliveries(1))
