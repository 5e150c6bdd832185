"""Repairs of persistence: snapshots while running, and streams that survive a restart."""

import copy
import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudformation, dynamodb, lambda_svc

from local.emulator.patching import restores
from local.emulator.state_json import pieces

# Services whose state changes while the platform is used. The others change with a deployment, which saves everything.
_LIVE_SERVICES = frozenset(
    {
        "dynamodb",
        "s3",
        "sqs",
        "sns",
        "stepfunctions",
        "scheduler",
        "eventbridge",
        "secretsmanager",
        "kms",
        "ssm",
        "apigateway_v1",
    }
)
_TABLE_SETTINGS = (
    "tags",
    "ttl_settings",
    "pitr_settings",
    "kinesis_destinations",
    "contributor_insights",
    "backups",
    "resource_policies",
    "exports",
    "imports",
)
_SHARE_OF_TIME = 10  # a snapshot may take a tenth of the time, so a large state is saved less often

_LONGEST_PAUSE_SECONDS = 10.0
logger = logging.getLogger("state")
_saving = threading.Lock()


@restores(
    "Requests do not wait while data is saved.",
    needed_at="1.5.33",
    shown_by="tests/local/test_state_repairs.py::test_what_did_not_change_is_not_saved_again",
)
def save_quickly() -> None:
    """Save changed state only, with the C encoder, by one atomic replacement for each file, one save at a time.

    The state is encoded in pieces: the encoder blocks other threads, and requests must not wait for a large table.
    Only one save runs at a time: a snapshot that began before the final save must not replace its files.
    """
    written: dict[str, bytes] = {}
    save_all = persistence.save_all

    def save_state(service: str, data: dict[str, Any]) -> None:
        if not persistence.PERSIST_STATE:
            return
        wrapped = {"__ministack_format__": persistence._state_format_version(service), "payload": data}
        encoded, digest = [piece.encode() for piece in pieces(wrapped)], hashlib.blake2b()
        for piece in encoded:
            digest.update(piece)
        if written.get(service) == digest.digest():
            return
        folder = Path(persistence.STATE_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f"{service}.json.tmp"
        with partial.open("wb") as file:
            file.writelines(encoded)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(folder / f"{service}.json")
        written[service] = digest.digest()

    def save_all_in_turn(services: dict[str, Any]) -> None:
        with _saving:
            save_all(_that_change(services) if _is_deploying() else services)

    persistence.save_state = save_state
    persistence.save_all = app.save_all = save_all_in_turn


def _is_deploying() -> bool:
    """Tell whether a stack is being changed: saved as it is, it could neither be changed again nor used."""
    stacks = list(cloudformation._stacks._data.values())
    return any(str(stack.get("StackStatus")).endswith("_IN_PROGRESS") for stack in stacks)


def _that_change(services: dict[str, Any]) -> dict[str, Any]:
    return {name: state for name, state in services.items() if name in _LIVE_SERVICES}


@restores(
    "Records of a stream and its readers' positions survive a restart.",
    needed_at="1.5.33",
    shown_by="tests/local/test_state_repairs.py::test_stream_consumers_go_on_after_a_restart",
)
def keep_streams_over_a_restart() -> None:
    """Save unread stream records and the readers' positions with their table.

    The unrepaired emulator keeps the positions without the records, so after a restart each consumer is at a position
    that the new stream reaches only after as many changes as there were before.
    """
    restore = dynamodb._restore_state

    def get_state_with_streams() -> dict[str, Any]:
        with dynamodb._lock:  # items are replaced, never changed, so a copy of the dictionaries around them is enough
            tables = {scope: _copied(table) for scope, table in list(dynamodb._tables._data.items())}
            positions = dict(lambda_svc._dynamodb_stream_positions._data)
            streams = {scope: _unread(scope, records, positions) for scope, records in _all_streams()}
            settings = {name: copy.deepcopy(getattr(dynamodb, f"_{name}")) for name in _TABLE_SETTINGS}
        return {
            **settings,
            "tables": _scoped(tables),
            "stream_records": _scoped({scope: records for scope, (records, _start) in streams.items()}),
            "stream_starts": _scoped({scope: start for scope, (_records, start) in streams.items()}),
            "stream_positions": _scoped(positions),
        }

    def restore_with_streams(data: dict[str, Any]) -> None:
        restore(data)
        dynamodb._stream_records.update(data.get("stream_records", {}))
        dynamodb._stream_trimmed.update(data.get("stream_starts", {}))
        lambda_svc._dynamodb_stream_positions.update(data.get("stream_positions", {}))

    dynamodb.get_state, dynamodb._restore_state = get_state_with_streams, restore_with_streams
    get_lambda_state = lambda_svc.get_state

    def get_lambda_state_without_positions() -> dict[str, Any]:
        return {**get_lambda_state(), "dynamodb_stream_positions": AccountRegionScopedDict()}

    lambda_svc.get_state = get_lambda_state_without_positions


def _copied(table: dict[str, Any]) -> dict[str, Any]:
    items = {partition: dict(rows) for partition, rows in list(table["items"].items())}  # requests run at the same time
    return {**{name: value for name, value in table.items() if name != dynamodb._INDEX_MEMBERS}, "items": items}


def _all_streams() -> list[tuple[tuple[str, str, str], list[Any]]]:
    return list(dynamodb._stream_records._data.items())


def _unread(
    scope: tuple[str, str, str], records: list[Any], positions: dict[tuple[str, str, str], int]
) -> tuple[list[Any], int]:
    """Return a stream's records from the slowest reader on, and the position of the first of them."""
    account, region, table = scope
    start = dynamodb._stream_trimmed.get_scoped(account, region, table, 0)
    end = start + len(records)
    readers = [
        positions.get((own_account, own_region, mapping["UUID"]), end)
        for own_account, own_region, mapping in lambda_svc._iter_all_esms()
        if f":table/{table}/stream/" in mapping.get("EventSourceArn", "")
    ]
    first = max(start, min(readers, default=end))
    return records[first - start :], first


def _scoped(data: dict[tuple[str, str, str], Any]) -> AccountRegionScopedDict:
    scoped_dict = AccountRegionScopedDict()
    scoped_dict._data.update(data)
    return scoped_dict


@restores(
    "A write that was acknowledged is durable.",
    needed_at="1.5.33",
    shown_by="tests/local/test_state_repairs.py::test_a_killed_process_loses_only_the_last_seconds",
)
def snapshot_while_running() -> None:
    """Save the live services every ``SNAPSHOT_SECONDS``, so that even a killed process loses only the last seconds.

    Snapshots begin when the saved state is loaded: an earlier one would overwrite it with an empty state.
    """
    pause_seconds = float(os.environ.get("SNAPSHOT_SECONDS", "0"))
    if pause_seconds <= 0 or not persistence.PERSIST_STATE:
        return
    load, state_of_tables = app._load_persisted_state, _count_table_writes()

    def load_and_begin() -> None:
        load()
        arguments = (pause_seconds, state_of_tables)
        threading.Thread(target=_snapshot_for_ever, args=arguments, daemon=True, name="snapshot").start()

    app._load_persisted_state = load_and_begin


def _count_table_writes() -> Callable[[], Any]:
    """Return a count that changes with a table or a stream position, so that only changed tables are saved."""
    emit = dynamodb._emit_stream_event
    writes = [0]

    def emit_counted(*args: Any, **options: Any) -> Any:
        writes[0] += 1
        return emit(*args, **options)

    dynamodb._emit_stream_event = emit_counted
    return lambda: (writes[0], len(dynamodb._tables._data), dict(lambda_svc._dynamodb_stream_positions._data))


def _snapshot_for_ever(pause_seconds: float, state_of_tables: Callable[[], Any]) -> None:
    pause, saved_tables = pause_seconds, None
    while True:
        time.sleep(pause)
        started = time.monotonic()
        tables = state_of_tables()
        unchanged = {"dynamodb"} if tables == saved_tables else set()
        try:
            save(_LIVE_SERVICES - unchanged)
            saved_tables = tables
        except Exception:  # the thread's entrypoint: a failed snapshot must not be the last one
            logger.exception("snapshot failed; the next one is due in %.0f s", pause_seconds)
        pause = max(pause_seconds, min((time.monotonic() - started) * _SHARE_OF_TIME, _LONGEST_PAUSE_SECONDS))


def save(services: frozenset[str] | None = None) -> None:
    """Save the state of the named services, or of all."""
    sources = app._build_persistence_save_dict()
    persistence.save_all({name: get for name, get in sources.items() if services is None or name in services})
