"""The history in a step's record: the input that it received, and each attempt with its failure.

Both are attributes of the record and need no writes of their own. A step that succeeds at once records only its input,
since the record itself describes the only attempt.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.tenant_store import TenantStore

from . import payloads
from .results import COMPLETED, FAILED, SKIPPED, TRANSLATIONS

WHOLE_CHARACTERS, BEGINNING_CHARACTERS = 4_000, 1_000
"""An input of at most so many characters of JSON is recorded whole, of a larger one its beginning."""

MAXIMUM_ATTEMPTS = 20
"""How many failed attempts are told, the latest; a run that is retried begins to count them anew."""

RECEIVED = ("received", "received_start", "received_bytes")
ATTEMPTS = ("failures", "tried_at")
HISTORY = (*RECEIVED, *ATTEMPTS)
"""The attributes of a record that this module writes."""


def received(value: Any) -> Item:
    """Return the attributes that hold a step's input, with secrets hidden."""
    text = payloads.to_text(value)
    if len(text) <= WHOLE_CHARACTERS:
        return {"received": text}
    return {"received_start": text[:BEGINNING_CHARACTERS], "received_bytes": len(text.encode())}


def attributes(received: Item, failures: list[dict[str, Any]], began_at: str | None) -> Item:
    """The attributes of a record: its input, its attempts that failed, and when the latest one began."""
    if not failures:
        return dict(received)
    tried_at = {} if began_at is None else {"tried_at": began_at}
    return {**received, "failures": payloads.to_text(failures[-MAXIMUM_ATTEMPTS:]), **tried_at}


def failures_before(record: Item, number: int) -> list[dict[str, Any]]:
    """Return the failed attempts before this run continues, including the last one of the instance's earlier run."""
    failures = _failures(record)
    if record["status"] == FAILED and record["number"] < number:
        failures.append(attempt(_last_begun(record), record["ended_at"], payloads.read(record, "error") or {}))
    return failures


def records(store: TenantStore, instance_sk: str, names: Iterable[str]) -> dict[str, Item]:
    """Read the records of a run's steps and frames, by name. All code that shows runs reads them here."""
    return store.get_many(STEP, list(names), instance_sk, consistent=True)


def attempts(record: Item) -> list[dict[str, Any]]:
    """Each attempt, oldest first: `started_at`, `ended_at`, `status`, `error`. A skipped step had none."""
    failures = [{**failure, "status": FAILED} for failure in _failures(record)]
    if record["status"] in (COMPLETED, FAILED):
        error = payloads.read(record, "error")
        last = {"started_at": _last_begun(record), "ended_at": record["ended_at"], "status": record["status"]}
        return [*failures, {**last, "error": error}]
    if record["status"] == SKIPPED or "failures" in record:
        return failures
    return [{"started_at": record["started_at"], "status": record["status"]}]


def _failures(record: Item) -> list[dict[str, Any]]:
    return list(json.loads(record.get("failures", "[]")))


def _last_begun(record: Item) -> str:
    return str(record.get("tried_at") or record["started_at"])


def attempt(started_at: str, ended: str, error: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of a failed attempt: the error's code, and its message in each language."""
    translations = {
        language: {"message": of["message"]} for language, of in error.get(TRANSLATIONS, {}).items() if "message" in of
    }
    brief = {name: error[name] for name in ("code", "message") if name in error}
    return {
        "started_at": started_at,
        "ended_at": ended,
        "error": {**brief, **({TRANSLATIONS: translations} if translations else {})},
    }
