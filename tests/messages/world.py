"""A tenant on a table in memory, with connections of its own, and what comes in for them."""

import base64
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.messages import conversation
from bivelio_core.messages.arrivals import Arrival
from bivelio_core.messages.conversation import Slot
from bivelio_core.messages.events import derive
from bivelio_core.messages.inbound.receive import receive
from bivelio_core.store.changes import Change
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION, CONVERSATION, MESSAGE
from bivelio_core.store.memory import MemoryTable, _key
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import SystemStore, TenantStore, existing
from bivelio_core.store.writes import ConditionCheck, Write
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.streams import record
from tools.template import ROOT

CONNECTIONS = {"whatsapp": "cn_wa", "telegram": "cn_tg", "smtp": "cn_mail"}
SAMPLES = Path(os.environ.get("BIVELIO_SAMPLES", ROOT.parent / "shared" / "samples"))
"""Inputs that nobody here wrote: public data, beside the checkout or where this variable says."""


class SharedTable(MemoryTable):
    """A table in memory that threads may share; `changes` are its writes, as the stream has them."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[Item | None, Item | None]] = []
        self._one_at_a_time = threading.RLock()

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """See Table.transact."""
        with self._one_at_a_time:
            super().transact(writes, token)

    def _write(self, write: Write) -> None:
        with self._one_at_a_time:
            super()._write(write)

    def _carry_out(self, write: Write) -> None:
        with self._one_at_a_time:
            before = None if isinstance(write, ConditionCheck) else self._stored(_key(write))
            super()._carry_out(write)
            if not isinstance(write, ConditionCheck):
                self.changes.append((before, self._stored(_key(write))))


def samples(folder: str, pattern: str) -> list[Any]:
    """The files of a folder of the samples, as parameters; one that is skipped with its reason when there is none."""
    files = sorted((SAMPLES / folder).glob(pattern)) if (SAMPLES / folder).is_dir() else []
    if not files:
        reason = f"there is no {SAMPLES / folder}: set BIVELIO_SAMPLES"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="none")]
    return [pytest.param(file, id=file.name) for file in files]


def new_store(table: Table | None = None, *, numbers: tuple[str, ...] = ("106540352242922",)) -> TenantStore:
    """A live tenant with a connection to each channel; to WhatsApp one for each phone number."""
    store = SystemStore(table or MemoryTable()).of(Tenant(ORGANISATION, "live"))
    common = {"status": "active", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
    for place, number in enumerate(numbers):
        about = {"provider": "whatsapp", "name": "whatsapp", "settings": {"phone_number_id": number}}
        store.put(CONNECTION, CONNECTIONS["whatsapp"] + (str(place) if place else ""), {**common, **about})
    telegram = {"provider": "telegram", "name": "telegram", "settings": {}}
    address = "info@exemple.com"
    mail = {"provider": "smtp", "name": "smtp", "account": address, "settings": {"from_address": address}}
    store.put(CONNECTION, CONNECTIONS["telegram"], {**common, **telegram})
    store.put(CONNECTION, CONNECTIONS["smtp"], {**common, **mail})
    return store


def bring(store: TenantStore, source: str, content: Any) -> list[str]:
    """Something comes in; the reasons for what was not stored."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    connection = CONNECTIONS["smtp" if source == "email" else source]
    encoded = base64.b64encode(body).decode()
    refused: list[str] = []
    receive(Arrival(source, ORGANISATION, "live", connection, clock.stamp(), encoded), store, refused.append)
    return refused


def stored(store: TenantStore) -> list[Item]:
    """All messages, in the order in which they were stored."""
    slots = [Slot(place["contact"], place["slot"]) for place in store.query(MESSAGE)]
    return [existing(conversation.message(store, slot)) for slot in slots]


def events(table: SharedTable) -> list[dict[str, Any]]:
    """The data of the events `message.received` of all writes, in their order."""
    changes = [Change(record(before, after)) for before, after in table.changes]
    messages = [each for each in changes if each.partition and each.partition.kind == CONVERSATION.partition]
    return [told.data for each in messages for told in derive(each) if told.type == "message.received"]
