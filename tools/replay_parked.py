"""``make replay-parked``: hand each parked change to its stream consumer again, and forget it when it was taken.

Two sorts of message lie in the queue: a change the function could not read, with its record, and a batch Lambda gave up
after its retries, with its place in the stream, whose records are fetched there while they exist (24 hours).
"""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from tools.deployed import Deployed

PARKED = {"IndexChanges": "ParkedIndexChanges", "PublishEvents": "ParkedEvents"}
"""Each consumer's queue of parked changes."""

HIDDEN_SECONDS = 300


def main() -> None:
    """Replay what lies there now; what is parked again stays for the next time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    deployed = Deployed(parser.parse_args().stack)
    for function in PARKED:
        replayed, kept = replay(deployed, function)
        print(f"{function}: {replayed} replayed, {kept} kept")


def replay(deployed: Deployed, function: str) -> tuple[int, int]:
    """How many of a consumer's messages were replayed, and how many could not be."""
    sqs, queue = deployed.client("sqs"), deployed.resource(PARKED[function])
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
    left = int(attributes["Attributes"]["ApproximateNumberOfMessages"])
    replayed = kept = 0
    while left > 0:
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=HIDDEN_SECONDS)
        if not (messages := answer.get("Messages", [])):
            break
        for message in messages[:left]:
            records = list(records_of(json.loads(message["Body"]), deployed))
            if records and not deployed.invoke(function, {"Records": records})["batchItemFailures"]:
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
                replayed += 1
            else:
                kept += 1
        left -= len(messages)
    return replayed, kept


def records_of(message: dict[str, Any], deployed: Deployed) -> Iterator[dict[str, Any]]:
    """The stream records a message stands for."""
    if "record" in message:
        yield message["record"]
    elif "DDBStreamBatchInfo" in message:
        yield from _fetched(message["DDBStreamBatchInfo"], deployed.client("dynamodbstreams"))


def _fetched(batch: dict[str, Any], streams: Any) -> Iterator[dict[str, Any]]:
    iterator = streams.get_shard_iterator(
        StreamArn=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=batch["startSequenceNumber"],
    )["ShardIterator"]
    records = streams.get_records(ShardIterator=iterator, Limit=min(int(batch["batchSize"]), 1000))["Records"]
    for record in records:
        image = record["dynamodb"]
        if int(image["SequenceNumber"]) <= int(batch["endSequenceNumber"]):
            created = image["ApproximateCreationDateTime"].timestamp()
            yield {**record, "dynamodb": {**image, "ApproximateCreationDateTime": created}}


if __name__ == "__main__":
    main()
