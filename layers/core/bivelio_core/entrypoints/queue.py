"""Consumers of SQS queues: each message on its own, several at a time, and only failed ones are returned to the queue.

A message that keeps failing ends in the queue's dead-letter queue after the redrive policy's `maxReceiveCount`.

A function gets one message of an ordered queue (FIFO) at a time, so the messages behind a failed one are not received
with it and lose no tries. The failed message is tried again after the first of `waits`, then after the second, and not
after the queue's visibility timeout, since its whole group waits for it.

    handler = queue_consumer("transfer_contacts", serve)
    handler = batch_consumer("deliver_webhook", parse, begin, at_once=10)
"""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from bivelio_core import aws_calls, clients, config, correlation

from .lambda_handler import lambda_handler
from .logs import begin_invocation, caused_by, logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
Message = TypeVar("Message")


def queue_consumer(
    name: str,
    serve: Callable[[dict[str, Any]], None],
    *,
    at_once: int = 1,
    ordered: str = "",
    waits: Sequence[int] = (),
) -> Handler:
    """A Lambda handler that calls `serve` with each message's JSON body, with ReportBatchItemFailures.

    `at_once` messages of a batch are served in parallel, so that a slow message does not delay the others. `ordered` is
    the name of the ordered queue among those that it consumes, `waits` are the seconds before further tries there.
    """
    consume = batch_consumer(name, lambda body: body, lambda _: serve, at_once=at_once)
    return _soon_again(consume, ordered, waits) if ordered else consume


def _soon_again(consume: Handler, queue: str, waits: Sequence[int]) -> Handler:
    @lambda_handler
    def handler(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
        answer = consume(event, context)
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        for record in (each for each in event["Records"] if each["messageId"] in failed and _is_ordered(each)):
            tries = int(record["attributes"]["ApproximateReceiveCount"])
            about = {"ReceiptHandle": record["receiptHandle"], "VisibilityTimeout": waits[min(tries, len(waits)) - 1]}
            with suppress(aws_calls.ServiceBusy):  # then it is tried again after the visibility timeout
                clients.client("sqs").change_message_visibility(QueueUrl=config.queue_url(queue), **about)
        return answer

    return handler


def _is_ordered(record: dict[str, Any]) -> bool:
    return str(record.get("eventSourceARN", "")).endswith(".fifo")


def batch_consumer(
    name: str,
    parse: Callable[[dict[str, Any]], Message],
    begin: Callable[[Sequence[Message]], Callable[[Message], None]],
    *,
    at_once: int = 1,
) -> Handler:
    """The same for messages that share reads or writes.

    `begin` gets all messages of a batch that `parse` can read, and returns the function that serves each of them. When
    it raises, all of them are reported as failed.
    """

    def parsed(record: dict[str, Any]) -> Message:
        return parse(json.loads(record["body"]))

    @lambda_handler
    def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, Any]:
        begin_invocation(consumer=name)
        messages = {record["messageId"]: _attempt(record["messageId"], parsed, record) for record in event["Records"]}
        readable = {message_id: result[0] for message_id, result in messages.items() if result}
        outcome = _attempt(",".join(readable), begin, list(readable.values()))
        causes = {record["messageId"]: correlation.of_message(record) for record in event["Records"]}
        served = _serve_all(readable, causes, outcome[0], at_once) if outcome else set()
        return {
            "batchItemFailures": [{"itemIdentifier": message_id} for message_id in messages if message_id not in served]
        }

    return handler


def _serve_all(
    messages: dict[str, Message], causes: Mapping[str, str | None], serve: Callable[[Message], None], at_once: int
) -> set[str]:
    """Serve each message, at most `at_once` at a time; returns the ids of those that were served.

    `causes` are the ids of the requests that caused the messages; log lines include them.
    """

    def is_served(message_id: str) -> bool:
        with caused_by(causes[message_id]):
            return _attempt(message_id, serve, messages[message_id]) is not None

    if at_once == 1 or len(messages) <= 1:
        served = [is_served(message_id) for message_id in messages]
    else:
        futures = [_threads(at_once).submit(is_served, message_id) for message_id in messages]
        wait(futures)
        served = [each.result() for each in futures]
    return {message_id for message_id, was_served in zip(messages, served, strict=True) if was_served}


@cache
def _threads(count: int) -> ThreadPoolExecutor:
    """Return the process's threads, kept because starting ten took a fifth of the time of ten quick deliveries."""
    return ThreadPoolExecutor(count)


def _attempt(message_id: str, function: Callable[[Any], Any], argument: Any) -> tuple[Any] | None:
    """Call a function for a message and return its result in a tuple; None when it raised, which is logged."""
    try:
        return (function(argument),)
    except Exception as error:  # noqa: BLE001 - the entrypoint: logged, and delivered again
        logger.exception("a message failed", exc_info=error, extra={"message_id": message_id})
        return None
