"""Consumes the queue of erasures: goes on with the erasure of a person or an organisation."""

import time
from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.closing import close
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.erasure import work
from bivelio_core.erasure.queue import ErasureWork
from bivelio_core.needs import (
    API_KEYS,
    EMAILS,
    ERASURES,
    GATEWAY,
    INBOUND_TOKENS,
    LINKS,
    ORGANISATIONS,
    SESSIONS,
    TENANT,
    TRIES,
    USERS,
    Access,
    Needs,
)
from bivelio_core.store.connect import table
from bivelio_core.store.stored import StoredTable
from bivelio_core.triggers import FromQueue

WORK_SECONDS = 180
"""After this time an erasure continues with a new message, behind others."""

EVERYTHING = (
    *(TENANT, ORGANISATIONS, USERS, EMAILS, API_KEYS),
    *(SESSIONS, LINKS, TRIES, INBOUND_TOKENS, ERASURES),
)


def serve(body: dict[str, Any]) -> None:
    """Handle one message."""
    until = time.monotonic() + WORK_SECONDS
    erasure = queued.read(ErasureWork, body)
    work.go_on(erasure.key, table(), StoredTable.deployed(), close, lambda: time.monotonic() < until)


NEEDS = Needs(
    reads=Access(EVERYTHING, ("GetItem", "BatchGetItem", "Query")),
    also=(
        Access(EVERYTHING, ("DeleteItem", "BatchWriteItem")),
        Access((GATEWAY,), ("GetItem",)),
        Access((TENANT, ORGANISATIONS, API_KEYS, ERASURES, GATEWAY), ("PutItem", "UpdateItem", "ConditionCheckItem")),
    ),
    uses=("erase_files", "gateway_keys", "schedules", "usage_plans"),
    sends=("erasures",),
    timeout=300,
    memory=1024,
    fed_by=(
        FromQueue(
            "erasures",
            batch=1,
            at_once=(2, 5),
            hidden=480,
            tries=5,
            days=4,
            alarm="An erasure failed five times. Once mended, replay its message; until then data stays that must go.",
        ),
    ),
)

handler = queue_consumer("erase", serve)
