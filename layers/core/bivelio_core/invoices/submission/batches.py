"""The records that the next message has: those without an answer, of one issuer, in the order of their making."""

import re
import zlib
from typing import NamedTuple

from bivelio_core.invoices.verifactu.soap import MOST_RECORDS, Key, Named
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_RECORD
from bivelio_core.store.tenant_store import TenantStore

from . import states
from .lanes import Lane

_NAME = re.compile(r"<sf:NombreRazonEmisor>(.*?)</sf:NombreRazonEmisor>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&#13;", "\r"), ("&amp;", "&"))
LAST_NUMBER = 10**states.RECORD_DIGITS - 1
PAGES = 5
"""How many pages of records that are not submitted one turn passes over."""


class Entry(NamedTuple):
    """A record without an answer, and its state."""

    number: int
    item: Item
    state: Item

    @property
    def key(self) -> Key:
        """What identifies its invoice at AEAT."""
        return Key(self.item["issuer"], self.item["number"], self.item["issue_date"])

    @property
    def xml(self) -> str:
        """The record as it is stored."""
        return zlib.decompress(self.item["xml"]).decode()


class Batch(NamedTuple):
    """Records to send; every record up to `through` has its answer or is not submitted."""

    entries: list[Entry]
    through: int
    mendable: tuple[int, ...] = ()
    """Records among them that have an answer whose cause we mend ourselves."""

    @property
    def last(self) -> int:
        """The number of the last record; what is before it and not in the batch needs no answer."""
        return self.entries[-1].number if self.entries else self.through


def following(store: TenantStore, lane: Lane, *, until: int | None = None) -> Batch:
    """The records after those that have their answer, up to a full message, or up to the record `until`."""
    most = min(lane.limit or MOST_RECORDS, MOST_RECORDS)
    entries: list[Entry] = []
    mendable: list[int] = []
    through, low = lane.through, lane.through + 1
    for _ in range(PAGES):
        high = states.record_sk(until if until is not None else LAST_NUMBER)
        page = store.query(INVOICE_RECORD, low=states.record_sk(low), high=high, limit=MOST_RECORDS, consistent=True)
        states_by_number = states.of_records(store, [item for item in page if is_submitted(item)])
        for item in page:
            number = int(item["SK"])
            state = states_by_number.get(number)
            if not is_submitted(item) or state is None or state["state"] != "pending":
                through = number if not entries else through
                mendable += [number] if state is not None and states.mends_itself(state) else []
                continue
            if entries and (len(entries) == most or entries[0].item["issuer"] != item["issuer"]):
                return Batch(entries, through, tuple(mendable))
            entries.append(Entry(number, item, state))
        if entries or len(page) < MOST_RECORDS:
            break
        low = int(page[-1]["SK"]) + 1
    return Batch(entries, through, tuple(mendable))


def is_submitted(item: Item) -> bool:
    """Tell whether a record is one of an issuer under VERI*FACTU."""
    return "installation" in item


def issuer_of(entries: list[Entry], name: str) -> Named:
    """The issuer of a message: as its records name it, otherwise by the name in the settings."""
    for entry in entries:
        if written := _NAME.search(entry.xml):
            name = written[1]
            for entity, character in _ENTITIES:
                name = name.replace(entity, character)
            break
    return Named(name, entries[0].item["issuer"])
