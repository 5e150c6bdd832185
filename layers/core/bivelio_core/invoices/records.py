"""The chain of records of issued and voided invoices in the table, one for each organisation and environment.

    T#INR / <number>   a record: its hash, what the next one names of it, and its XML; nothing updates it

A record is written in the transaction of the recorded change, under the next number, on condition that this number does
not exist. Therefore concurrent functions cannot make the chain branch.
"""

import zlib
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_RECORD
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, absent

from .errors import NOT_RECORDABLE
from .expressible import NotExpressible
from .paper import PaperInvoice
from .verifactu import chain, reading, records
from .verifactu.shapes import Kind, Record, Reference

NUMBER_DIGITS = 10
PAGE = 500


class Last(NamedTuple):
    """The last record of a chain: its number (0 without a record), the reference for the next record, and its time."""

    number: int = 0
    reference: Reference | None = None
    at: datetime | None = None


def last(store: TenantStore) -> Last:
    """The end of a tenant's chain, strongly consistent."""
    items = store.query(INVOICE_RECORD, consistent=True, descending=True, limit=1)
    if not items:
        return Last()
    item = items[0]
    reference = Reference(item["issuer"], item["number"], item["issue_date"], item["hash"])
    return Last(int(item["SK"]), reference, datetime.fromisoformat(item["at"]))


def following(store: TenantStore, end: Last, kind: Kind, invoice: PaperInvoice, sk: str, zone: tzinfo) -> Put:
    """Return the write of the next record of a chain, about the invoice with this sort key.

    Its time is not before that of the record before, whatever the clocks of two functions say. Raises Unprocessable,
    naming what is missing, for an invoice that cannot be recorded.
    """
    at = clock.now().astimezone(zone).replace(microsecond=0)
    if end.at is not None and end.at > at:
        at = end.at.astimezone(zone)
    write = records.registration if kind == "registration" else records.cancellation
    try:
        record = write(invoice, end.reference, at, _installation(store))
    except NotExpressible as error:
        raise Unprocessable([Fault(each.field, NOT_RECORDABLE) for each in error.missing]) from error
    return store.put_write(INVOICE_RECORD, _sk(end.number + 1), _attributes(record, sk), condition=absent())


def verified(store: TenantStore) -> chain.Verdict:
    """Verify a tenant's chain from the XML of its records, including that no record is missing or was exchanged."""
    return chain.verify(_read(store))


def _read(store: TenantStore) -> Iterator[Record]:
    low = _sk(0)
    while True:
        page = store.query(INVOICE_RECORD, low=low, limit=PAGE, consistent=True)
        for item in page:
            (record,) = reading.read(zlib.decompress(item["xml"]))
            yield record
        if len(page) < PAGE:
            return
        low = _sk(int(page[-1]["SK"]) + 1)


def _attributes(record: Record, sk: str) -> Item:
    return {
        "kind": record.kind,
        "invoice": sk,
        "issuer": record.issuer_nif,
        "number": record.number,
        "issue_date": record.issue_date,
        "at": record.generated_at,
        "hash": record.hash,
        "xml": zlib.compress(record.xml.encode(), 9),
    }


def _installation(store: TenantStore) -> str:
    """Return the name of the chain: the organisation and its environment, and in the sandbox also the day."""
    return store.tenant.business.replace("#", "-")


def _sk(number: int) -> str:
    return f"{number:0{NUMBER_DIGITS}d}"
