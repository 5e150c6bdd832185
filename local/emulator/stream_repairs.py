"""Repair of DynamoDB stream consumers: partial failures, retries, bisection, failure destinations, no shared queue."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import dynamodb, lambda_svc

from local.emulator.patching import restores

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_EXHAUSTED, _TOO_OLD = "RetryAttemptsExhausted", "MaxRecordAgeExceeded"
_busy: set[str] = set()
_busy_lock = threading.Lock()


@restores(
    "A mapping reads its stream by itself and honours `ReportBatchItemFailures`, retry limits and bisection.",
    needed_at="1.5.33",
    shown_by="tests/local/test_stream_repairs.py::test_a_reported_failure_is_retried_alone_and_ends_in_the_failure_destination",
)
def consume_streams_as_aws_does() -> None:
    """Each event source mapping reads its stream on a thread of its own and honours its retry settings.

    ``ReportBatchItemFailures`` retries from the first failed record; ``MaximumRetryAttempts``,
    ``MaximumRecordAgeInSeconds`` and ``BisectBatchOnFunctionError`` end in the ``OnFailure`` destination. The stock
    emulator takes a partial failure for success and lets one slow consumer hold up all others.
    """
    lambda_svc._poll_dynamodb_streams = _start_due_batches


def _start_due_batches() -> bool:
    started = False
    for account, region, mapping in lambda_svc._iter_all_esms():
        with request_scope(account, region):
            due = _due_batch(mapping, account, region)
            if due is None:
                continue
            function, records, end = due
            started = True
            lambda_svc.spawn_background(_consume_and_advance, mapping, function, records, end, thread_name="stream")
    return started


def _due_batch(mapping: dict[str, Any], account: str, region: str) -> tuple[dict[str, Any], list[Any], int] | None:
    table = _source_table(mapping, account, region)
    function = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))[0]
    if table is None or function is None:
        return None
    uuid, positions = mapping["UUID"], lambda_svc._dynamodb_stream_positions
    oldest, newest = dynamodb.stream_start_position(table), dynamodb.stream_end_position(table)
    with _busy_lock:
        if uuid in _busy:
            return None
        if uuid not in positions:
            positions[uuid] = oldest if mapping.get("StartingPosition") == "TRIM_HORIZON" else newest
        position = max(positions[uuid], oldest)
        records = dynamodb.stream_records_since(table, position, mapping.get("BatchSize", 100))
        if not records:
            return None
        _busy.add(uuid)
    return function, lambda_svc._apply_filter_criteria(records, mapping), position + len(records)


def _source_table(mapping: dict[str, Any], account: str, region: str) -> str | None:
    if not mapping.get("Enabled", True):
        return None
    try:
        source = lambda_svc.parse_arn(mapping.get("EventSourceArn", ""))
    except lambda_svc.ArnParseError:
        return None
    if (source.service, source.account_id, source.region) != ("dynamodb", account, region):
        return None
    found = lambda_svc._dynamodb_stream_table_from_arn_spec(source)
    table = dynamodb._tables.get(found[0]) if found else None
    if not table or table.get("LatestStreamArn") != mapping["EventSourceArn"]:
        return None
    return str(found[0])


def _consume_and_advance(mapping: dict[str, Any], function: dict[str, Any], records: list[Any], end: int) -> None:
    uuid = mapping["UUID"]
    try:
        if records:
            _consume(mapping, function, records)
        if _still_mapped(mapping):
            lambda_svc._dynamodb_stream_positions[uuid] = end
    finally:
        with _busy_lock:
            _busy.discard(uuid)
        lambda_svc._esm_wake.set()


def _consume(mapping: dict[str, Any], function: dict[str, Any], records: list[Any], attempts: int = 0) -> None:
    pauses = _pauses(attempts)
    while records and _still_mapped(mapping):
        current = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))[0]
        result = lambda_svc._execute_function(current or function, {"Records": records})
        if not result.get("error"):
            records = _unfinished(mapping, records, result.get("body"))
            if not records:
                return
        if condition := _gave_up(mapping, records, attempts):
            source = mapping["EventSourceArn"]
            lambda_svc._send_ddb_stream_failure_record(mapping, function, records, source, result, condition)
            return
        time.sleep(next(pauses))
        if mapping.get("BisectBatchOnFunctionError") and len(records) > 1:
            middle = len(records) // 2
            _consume(mapping, function, records[:middle], attempts)
            records = records[middle:]
        else:
            attempts += 1


def _unfinished(mapping: dict[str, Any], records: list[Any], answer: Any) -> list[Any]:
    """Return the records from the first reported failure on; all of them for an id that is not in the batch."""
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return []
    if isinstance(answer, str):
        try:
            answer = json.loads(answer)
        except ValueError:
            return []
    failures = answer.get("batchItemFailures") if isinstance(answer, dict) else None
    if not failures:
        return []
    order = {record["dynamodb"]["SequenceNumber"]: index for index, record in enumerate(records)}
    return records[min(order.get(failure.get("itemIdentifier"), 0) for failure in failures) :]


def _gave_up(mapping: dict[str, Any], records: list[Any], attempts: int) -> str | None:
    most, oldest_age = _limit(mapping, "MaximumRetryAttempts"), _limit(mapping, "MaximumRecordAgeInSeconds")
    if 0 <= most <= attempts:
        return _EXHAUSTED
    created = float(records[0]["dynamodb"].get("ApproximateCreationDateTime", time.time()))
    return _TOO_OLD if 0 < oldest_age < time.time() - created else None


def _limit(mapping: dict[str, Any], name: str) -> int:
    value = mapping.get(name)
    return -1 if value is None else int(value)


def _pauses(attempts: int) -> Iterator[float]:
    while True:
        yield min(_FIRST_PAUSE_SECONDS * 2**attempts, _LONGEST_PAUSE_SECONDS)
        attempts += 1


def _still_mapped(mapping: dict[str, Any]) -> bool:
    return mapping.get("Enabled", True) and any(known is mapping for *_scope, known in lambda_svc._iter_all_esms())
