"""Prints the change records it is given and reports those of items called `poison*` as failed."""

import json
from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Report partial failures as Lambda's stream consumers do."""
    for record in event["Records"]:
        print(
            "SEEN "
            + json.dumps([record["dynamodb"]["Keys"]["SK"]["S"], record["eventName"], record.get("userIdentity")])
        )
    if any(record["dynamodb"]["Keys"]["SK"]["S"].startswith("explosive") for record in event["Records"]):
        raise ValueError("this batch cannot be read")
    failed = [record for record in event["Records"] if record["dynamodb"]["Keys"]["SK"]["S"].startswith("poison")]
    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]} for record in failed]}
