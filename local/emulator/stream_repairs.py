"""Repair of DynamoDB stream consumers: lanes, partial failures, retries, bisection, failure destinations."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import dynamodb, lambda_svc

from local.emulator.patching import restores
from local.emulator.stream_lanes import Lanes

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
READ_AT_ONCE = 1_000
_EXHAUSTED, _TOO_OLD = "RetryAttemptsExhausted", "MaxRecordAgeExceeded"
_lanes: dict[str, Lanes] = {}
_lanes_lock = threading.Lock()


class _Alarm:
    """Wakes the poller when the batching window of a lane ends."""

    def __init__(self) -> None:
        self._rings_at = float("inf")

    def ring_at(self, at: float | None) -> None:
        """Ring at a time of the monotonic clock, if that is before the next time at which it rings anyway."""
        if at is None or at >= self._rings_at:
            return
        self._rings_at = at
        timer = threading.Timer(max(0.0, at - time.monotonic()), self._ring)
        timer.daemon = True
        timer.start()

    def _ring(self) -> None:
        self._rings_at = float("inf")
        lambda_svc._esm_wake.set()


_alarm = _Alarm()


@restores(
    "Up to `ParallelizationFactor` batches of a shard run, with windows, partial failures, retry limits, bisection.",
    needed_at="1.5.33",
    shown_by="tests/local/test_stream_repairs.py::test_a_reported_failure_is_retried_alone_and_ends_in_the_failure_destination",
)
def consume_streams_as_aws_does() -> None:
    """Run up to ``ParallelizationFactor`` batches of an event source mapping, and honour its retry settings.

    ``ReportBatchItemFailures`` retries from the first failed record; ``MaximumRetryAttempts``,
    ``MaximumRecordAgeInSeconds`` and ``BisectBatchOnFunctionError`` end in the ``OnFailure`` destination. A lane that
    repeats a batch blocks no other lane, and a batch that a restart interrupts is delivered again. Unrepaired,
    a partial failure counts as success, and one slow batch blocks all others. A batch that is not full waits
    ``MaximumBatchingWindowInSeconds`` for more.
    """
    lambda_svc._poll_dynamodb_streams = _start_due_batches


def _start_due_batches() -> bool:
    """Read records and start batches; tell whether there were any."""
    moved, mapped = False, set()
    for account, region, mapping in lambda_svc._iter_all_esms():
        if ":dynamodb:" not in mapping.get("EventSourceArn", ""):
            continue
        mapped.add(mapping["UUID"])
        with request_scope(account, region):
            moved |= _start_batches(mapping, account, region)
    with _lanes_lock:
        for gone in _lanes.keys() - mapped:
            del _lanes[gone]
    return moved


def _start_batches(mapping: dict[str, Any], account: str, region: str) -> bool:
    table = _source_table(mapping, account, region)
    function = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))[0]
    if table is None or function is None:
        return False
    with _lanes_lock:
        lanes = _lanes_of(mapping, table)
        if lanes is None:
            return False
        has_read = _read(mapping, table, lanes)
        window = float(mapping.get("MaximumBatchingWindowInSeconds") or 0)
        due = lanes.take(mapping.get("BatchSize", 100), window, time.monotonic())
        _alarm.ring_at(lanes.due_at(window))
    for lane, records in due.items():
        lambda_svc.spawn_background(_consume_lane, mapping, function, lanes, lane, records, thread_name="stream")
    return has_read or bool(due)


def _lanes_of(mapping: dict[str, Any], table: str) -> Lanes | None:
    """Return the mapping's lanes; None while batches from before a change of the number of lanes still run."""
    uuid, positions, count = mapping["UUID"], lambda_svc._dynamodb_stream_positions, _lane_count(mapping)
    if uuid not in positions:
        is_from_start = mapping.get("StartingPosition") == "TRIM_HORIZON"
        positions[uuid] = (dynamodb.stream_start_position if is_from_start else dynamodb.stream_end_position)(table)
    lanes = _lanes.get(uuid)
    if lanes is None or (lanes.count != count and not lanes.is_busy):
        lanes = _lanes[uuid] = Lanes(count, positions[uuid])
    return lanes if lanes.count == count else None


def _lane_count(mapping: dict[str, Any]) -> int:
    return int(mapping.get("ParallelizationFactor") or 1)


def _read(mapping: dict[str, Any], table: str, lanes: Lanes) -> bool:
    """Read the next records of the stream; those that the filter excludes are finished at once."""
    start = max(lanes.read, dynamodb.stream_start_position(table))
    records = dynamodb.stream_records_since(table, start, min(lanes.room, READ_AT_ONCE))
    if not records:
        return False
    matching_ids = {id(record) for record in lambda_svc._apply_filter_criteria(records, mapping)}
    matching_records = [(start + offset, record) for offset, record in enumerate(records) if id(record) in matching_ids]
    lanes.add(matching_records, start + len(records), time.monotonic())
    lambda_svc._dynamodb_stream_positions[mapping["UUID"]] = lanes.checkpoint
    return True


def _source_table(mapping: dict[str, Any], account: str, region: str) -> str | None:
    if not mapping.get("Enabled", True):
        return None
    try:
        source = lambda_svc.parse_arn(mapping.get("EventSourceArn", ""))
    except lambda_svc.ArnParseError:
        return None
    if (source.service, source.account_id, source.region) != ("dynamodb", account, region):
        return None
    spec = lambda_svc._dynamodb_stream_table_from_arn_spec(source)
    table = dynamodb._tables.get(spec[0]) if spec else None
    if not table or table.get("LatestStreamArn") != mapping["EventSourceArn"]:
        return None
    return str(spec[0])


def _consume_lane(
    mapping: dict[str, Any], function: dict[str, Any], lanes: Lanes, lane: int, records: list[Any]
) -> None:
    finished = 0
    try:
        _consume(mapping, function, records)
        finished = len(records) if _still_mapped(mapping) else 0
    finally:
        with _lanes_lock:
            lanes.release(lane, finished, time.monotonic())
            if finished:
                lambda_svc._dynamodb_stream_positions[mapping["UUID"]] = lanes.checkpoint
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
    """Return the records from the first reported failure on; all records when the id is not in the batch."""
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
    return mapping.get("Enabled", True) and any(
        other_mapping is mapping for *_scope, other_mapping in lambda_svc._iter_all_esms()
    )
