"""Serves the queue of transfers as the platform would, with the stream delivered to the index in between."""

import json
from typing import Any

import pytest
from bivelio_core.contacts.transfer import import_work
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, load
from tests.services import received

LONGEST = 100
"""More rounds than any import of these tests takes."""


def deliver(organisation: str) -> None:
    """Tell the index of every contact, as their stream records would."""
    items = SystemStore(table()).of(Tenant(organisation, "live")).query(keys.CONTACT, consistent=True)
    load("workers/index_changes").handler(streams.batch(*(streams.record(None, item) for item in items)), None)


def serve(message: dict[str, Any]) -> bool:
    """Serve one message, without the pause before the next; answers whether it was taken."""
    event = {"Records": [{"messageId": "1", "body": json.dumps(message)}]}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(import_work, "PAUSE_SECONDS", 0)
        return bool(load("workers/transfer_contacts").handler(event, None) == {"batchItemFailures": []})


def work(organisation: str = ORGANISATION) -> None:
    """Serve the queue until it is empty."""
    for _ in range(LONGEST):
        if not (messages := received("transfers")):
            return
        assert all(map(serve, messages))
        deliver(organisation)
    raise AssertionError("the transfers do not end")
