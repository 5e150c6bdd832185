"""What a step's record tells of how it went: the input that it received, and each attempt with its failure.

Both are attributes of the record and ride on the writes that it has anyway: a step that succeeds at once records its
input and nothing else, since its only attempt is told by the record itself.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class History:
    """What the records of one invocation's steps tell, by the names of their results."""

    received: dict[str, Item] = field(default_factory=dict)
    failures: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)

    def read(self, key: str, record: Item, number: int) -> None:
        """Take over what a record tells, also the failure with which it ended an earlier run of the instance."""
        if received := {name: record[name] for name in RECEIVED if name in record}:
            self.received[key] = received
        failures = _failures(record)
        if record["status"] == FAILED and record["number"] < number:
            failures.append(_attempt(_last_begun(record), record["ended_at"], payloads.read(record, "error") or {}))
        if failures:
            self.failures[key] = failures

    def receive(self, key: str, shown: Any) -> None:
        """Keep the input that a step received, with its secrets hidden."""
        text = payloads.to_text(shown)
        size = len(text.encode())
        is_whole = len(text) <= WHOLE_CHARACTERS
        beginning = {"received_start": text[:BEGINNING_CHARACTERS], "received_bytes": size}
        self.received[key] = {"received": text} if is_whole else beginning

    def begin(self, key: str, at: str) -> None:
        """Note when an attempt began."""
        self.begun[key] = at

    def fail(self, key: str, error: Mapping[str, Any], begun: str, ended: str) -> None:
        """Add an attempt that failed and is followed by another."""
        self.failures.setdefault(key, []).append(_attempt(self.begun.get(key, begun), ended, error))

    def attributes(self, key: str) -> Item:
        """What the record of a step gets."""
        about = dict(self.received.get(key, {}))
        if failures := self.failures.get(key):
            about["failures"] = payloads.to_text(failures[-MAXIMUM_ATTEMPTS:])
            if key in self.begun:
                about["tried_at"] = self.begun[key]
        return about


def records(store: TenantStore, instance_sk: str, names: Iterable[str]) -> dict[str, Item]:
    """The records of steps and frames of a run, by name: the one place where those who show runs read them."""
    return store.get_many(STEP, list(names), instance_sk, consistent=True)


def attempts(record: Item) -> list[dict[str, Any]]:
    """Each attempt, oldest first: `started_at`, `ended_at`, `status`, `error`. A skipped step had none."""
    found = [{**failure, "status": FAILED} for failure in _failures(record)]
    if record["status"] in (COMPLETED, FAILED):
        error = payloads.read(record, "error")
        last = {"started_at": _last_begun(record), "ended_at": record["ended_at"], "status": record["status"]}
        return [*found, {**last, "error": error}]
    if record["status"] == SKIPPED or "failures" in record:
        return found
    return [{"started_at": record["started_at"], "status": record["status"]}]


def _failures(record: Item) -> list[dict[str, Any]]:
    return list(json.loads(record.get("failures", "[]")))


def _last_begun(record: Item) -> str:
    return str(record.get("tried_at") or record["started_at"])


def _attempt(begun: str, ended: str, error: Mapping[str, Any]) -> dict[str, Any]:
    """A failed attempt as it is recorded: of its error the code, and the message in each language."""
    said = {
        language: {"message": of["message"]} for language, of in error.get(TRANSLATIONS, {}).items() if "message" in of
    }
    brief = {name: error[name] for name in ("code", "message") if name in error}
    return {"started_at": begun, "ended_at": ended, "error": {**brief, **({TRANSLATIONS: said} if said else {})}}
