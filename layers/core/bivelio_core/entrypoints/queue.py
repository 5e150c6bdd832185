"""Consumers of SQS queues: each message on its own, several at a time, and only what failed comes back.

A message that keeps failing ends in the queue's dead-letter queue after the redrive policy's `maxReceiveCount`.

    handler = queue_consumer("deliver_webhook", serve, at_once=10)
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .logs import logger

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def queue_consumer(name: str, serve: Callable[[dict[str, Any]], None], *, at_once: int = 1) -> Handler:
    """A Lambda handler that calls `serve` with each message's JSON body, with ReportBatchItemFailures.

    `at_once` messages of a batch are served in parallel, so that one slow message does not hold the others.
    """

    def attempt(record: dict[str, Any]) -> str | None:
        try:
            serve(json.loads(record["body"]))
        except Exception as error:  # noqa: BLE001 - the entrypoint: logged, and the message comes back
            logger.exception("a message failed", exc_info=error, extra={"message_id": record["messageId"]})
            return str(record["messageId"])
        return None

    def handler(event: dict[str, Any], _lambda_context: Any = None) -> dict[str, Any]:
        logger.structure_logs(append=False, consumer=name)
        records = event["Records"]
        if at_once == 1 or len(records) == 1:
            failed = [attempt(record) for record in records]
        else:
            with ThreadPoolExecutor(min(at_once, len(records))) as pool:
                failed = list(pool.map(attempt, records))
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed if message_id]}

    return handler
