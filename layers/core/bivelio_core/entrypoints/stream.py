"""Consumers of the table's stream: they read each change, write the results of a batch and lose no change.

A consumer is two functions. `read` is pure and reads one change: when it raises, a retry cannot help, so the change is
parked with its record on the queue `PARKED_QUEUE_URL` (an alarm watches it), and the lane continues. `write` has the
effects, for a whole batch at once; when it fails, each change is tried alone, in order, and the lane resumes at the
first that fails again. Both may be repeated for the same record: the stream delivers at least once.

A lane is a sequence of batches that Lambda delivers one after the other: a shard has as many as the template's
`ParallelizationFactor`. The changes of one item stay in one lane, in order. Those of two items of a partition key may
be in two lanes at once (Lambda Developer Guide, DynamoDB event sources), so a tenant's changes have several writers.

    handler = stream_consumer("publish_events", kinds=domain.sources, read=derive, write=publish)
"""

import json
from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from bivelio_core import clients, config
from bivelio_core.store.changes import Change

from .lambda_handler import lambda_handler
from .logs import begin_invocation, logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Found = TypeVar("Found")
MAXIMUM_PARKED_BYTES = 250_000
"""The size of an SQS message (256 KiB), less a margin. A change with a larger record is parked by its keys."""

SHOWN_CHARACTERS = 1_000
"""How much of an error's text is parked: an error that repeats its input must not make the message too large."""

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def stream_consumer(
    name: str,
    *,
    kinds: Callable[[], Container[str]],
    read: Callable[[Change], Found | None],
    write: Callable[[Sequence[Found]], None],
) -> Handler:
    """A Lambda handler over tenants' items of some kinds (`Kind.partition`), with ReportBatchItemFailures.

    `kinds` is called with each batch: the domains that declare them are imported when there is work to do.
    """

    @lambda_handler
    def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, Any]:
        begin_invocation(consumer=name)
        results = _read_all(event["Records"], kinds(), read)
        failed = _write_all(results, write)
        return {"batchItemFailures": [{"itemIdentifier": failed.position}] if failed else []}

    return handler


def _read_all(
    records: Sequence[dict[str, Any]], kinds: Container[str], read: Callable[[Change], Found | None]
) -> list[tuple[Change, Found]]:
    results = []
    for change in map(Change, records):
        if change.partition is None or change.partition.kind not in kinds:
            continue
        try:
            result = read(change)
        except Exception as error:  # noqa: BLE001 - the entrypoint: one bad record must not stop its lane
            _park(change, error)
            continue
        if result is not None:
            results.append((change, result))
    return results


def _write_all(results: Sequence[tuple[Change, Found]], write: Callable[[Sequence[Found]], None]) -> Change | None:
    """The change at which the lane must resume, None when all are written."""
    if not results:
        return None
    try:
        write([result for _, result in results])
    except Exception as error:  # noqa: BLE001 - the entrypoint: changes are retried one by one
        logger.warning("a batch failed", exc_info=error, extra={"changes": len(results)})
    else:
        return None
    for change, result in results:
        try:
            write([result])
        except Exception as error:  # noqa: BLE001 - the entrypoint: the lane resumes here
            logger.exception("a change failed", exc_info=error, extra={"pk": change.key.pk, "sk": change.key.sk})
            return change
    return None


def _park(change: Change, error: Exception) -> None:
    logger.exception("a change was parked", exc_info=error, extra={"pk": change.key.pk, "sk": change.key.sk})
    about = {"error": repr(error)[:SHOWN_CHARACTERS]}
    body = json.dumps({**about, "record": change.record}, default=str)
    if len(body) > MAXIMUM_PARKED_BYTES:  # the text is ASCII
        body = json.dumps({**about, "keys": change.record["dynamodb"]["Keys"]})
    clients.client("sqs").send_message(QueueUrl=config.queue_url("parked"), MessageBody=body)
