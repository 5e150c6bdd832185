"""``make replay-parked``: send every parked message to its function again, and delete it when that succeeds.

A message of a dead-letter queue goes back to a queue of its consumer. The others are sent to their function
directly. They are of four kinds: a change a stream consumer could not read, with its record; a batch that Lambda
gave up after its retries, with its place in the stream, whose records are fetched there while they exist (24 hours); an
event whose asynchronous invocation failed, with its payload; and an event that could not be used to invoke
the function, as the schedule or the rule would have sent it.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from tools.deployed import Deployed, OperationFailed, Platform

PARKED = {
    "ParkedIndexChanges": ("IndexChanges",),
    "ParkedEvents": ("PublishEvents",),
    "ParkedWorkflowEvents": ("StartWorkflow", "InterruptRun"),
    "ParkedRequests": ("RecordRequests",),
}
"""Each queue, and the functions whose events are parked there."""

RETURNED = {
    "DeadAccountMails": "AccountMails",
    "DeadArrivals": "Arrivals",
    "DeadBooks": "Books",
    "DeadDeliveries": "Redeliveries",
    "DeadDocumentJobs": "DocumentJobs",
    "DeadErasures": "Erasures",
    "DeadInboundMails": "InboundMails",
    "DeadClocks": "Clocks",
    "DeadInboundStarts": "InboundStarts",
    "DeadKnowledge": "Knowledge",
    "DeadMessageFiles": "MessageFiles",
    "DeadTurns": "Turns",
    "DeadMessages": "Messages",
    "DeadOrderedArrivals": "OrderedArrivals",
    "DeadRecords": "Records",
    "DeadTransfers": "Transfers",
}
"""Each dead-letter queue, and the queue its messages go back to; deliveries where they hold up no first attempt."""

NEVER_INVOKED = {"scheduled_at": "StartWorkflow", "detail-type": "InterruptRun"}
"""By a field only it has, the function an event was meant for."""

HIDDEN_SECONDS = 300

PAGE = 100
"""How many stream records one invocation gets."""


def main() -> None:
    """Replay the messages that are parked now; a message that is parked again waits for the next run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    deployed = Deployed(parser.parse_args().stack)
    for name in (*PARKED, *RETURNED):
        replayed, failure_count = replay(deployed, name)
        print(f"{name}: {replayed} replayed, {failure_count} kept")


def replay(deployed: Platform, name: str) -> tuple[int, int]:
    """Replay a queue; return how many of its messages succeeded and how many failed."""
    sqs, queue = deployed.client("sqs"), deployed.resource(name)
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
    message_count = int(attributes["Attributes"]["ApproximateNumberOfMessages"])
    replayed = failure_count = 0
    while message_count > 0:
        answer = sqs.receive_message(
            QueueUrl=queue,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN_SECONDS,
            MessageSystemAttributeNames=["MessageGroupId"],
            MessageAttributeNames=["All"],
        )
        if not (messages := answer.get("Messages", [])):
            break
        for message in messages[:message_count]:
            if name in RETURNED:
                _give_back(message, RETURNED[name], deployed)
                is_taken = True
            else:
                is_taken = _is_taken(json.loads(message["Body"]), PARKED[name], deployed)
            if is_taken:
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
                replayed += 1
            else:
                failure_count += 1
        message_count -= len(messages)
    return replayed, failure_count


def _give_back(message: dict[str, Any], name: str, deployed: Platform) -> None:
    """Send a message to a queue with its group and the request it is for (correlation.py); to an ordered one as new."""
    queue = deployed.resource(name)
    options = {key: value for key, value in message.get("Attributes", {}).items() if key == "MessageGroupId"}
    options["MessageAttributes"] = message.get("MessageAttributes", {})
    if queue.endswith(".fifo"):
        options["MessageDeduplicationId"] = f"{message['MessageId']}.{uuid4()}"
    deployed.client("sqs").send_message(QueueUrl=queue, MessageBody=message["Body"], **options)


def _is_taken(message: dict[str, Any], functions: Sequence[str], deployed: Platform) -> bool:
    """Tell whether the message's function succeeded this time."""
    is_taken = False
    try:
        if "requestPayload" in message:
            invoked = message["requestContext"]["functionArn"]
            deployed.invoke(next(name for name in functions if f"-{name}" in invoked), message["requestPayload"])
            return True
        for field, meant in NEVER_INVOKED.items():
            if field in message:
                deployed.invoke(meant, message)
                return True
        for records in records_of(message, deployed):
            if deployed.invoke(functions[0], {"Records": records})["batchItemFailures"]:
                return False
            is_taken = True
    except OperationFailed as error:
        print(f"not taken: {error}")
        return False
    return is_taken


def records_of(message: dict[str, Any], deployed: Platform) -> Iterator[list[dict[str, Any]]]:
    """Yield the stream records that a message refers to, in pages that fit one invocation."""
    if "record" in message:
        yield [message["record"]]
    elif "DDBStreamBatchInfo" in message:
        yield from _fetched(message["DDBStreamBatchInfo"], deployed.client("dynamodbstreams"))


def _fetched(batch: dict[str, Any], streams: Any) -> Iterator[list[dict[str, Any]]]:
    """Read every stream record from a batch's first to its last: at least the records of the batch.

    Between them lie records that its filter or another lane took. An answer has 1 MB at most, and may be empty.
    Raises OperationFailed when the stream has them no longer. Source: DynamoDB API Reference, GetRecords.
    """
    last = int(batch["endSequenceNumber"])
    gone = (streams.exceptions.TrimmedDataAccessException, streams.exceptions.ResourceNotFoundException)
    try:
        iterator = streams.get_shard_iterator(
            StreamArn=batch["streamArn"],
            ShardId=batch["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=batch["startSequenceNumber"],
        )["ShardIterator"]
    except gone as error:
        text = "older than the 24 hours that the stream keeps: rebuild what follows from it (docs/operations.md)"
        raise OperationFailed(text) from error
    while iterator:
        answer = streams.get_records(ShardIterator=iterator, Limit=PAGE)
        records = [record for record in answer["Records"] if _place_of(record) <= last]
        if records:
            yield [_as_invoked(record) for record in records]
        if answer["Records"] and _place_of(answer["Records"][-1]) >= last:
            return
        iterator = answer.get("NextShardIterator")
    raise OperationFailed(f"the shard ends before the record {last}")


def _place_of(record: dict[str, Any]) -> int:
    return int(record["dynamodb"]["SequenceNumber"])


def _as_invoked(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record in the form in which Lambda passes it to a function."""
    change = record["dynamodb"]
    created = change["ApproximateCreationDateTime"].timestamp()
    return {**record, "dynamodb": {**change, "ApproximateCreationDateTime": created}}


if __name__ == "__main__":
    main()
