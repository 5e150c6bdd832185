"""The records of issued and voided invoices in the table, in the order of their making.

    T#INR / <number>   a record: its hash, what the next one names of it, and its XML; nothing updates it

Those that one installation made for one issuer are a chain (issuers.py).

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
from .issuers import Installation, outside
from .paper import PaperInvoice
from .verifactu import chain, reading, records
from .verifactu.producer import software_of
from .verifactu.shapes import Correction, Kind, Record, Reference

NUMBER_DIGITS = 10
PAGE = 500


class Last(NamedTuple):
    """The last record: its number (0 without a record), the reference for the next record, and its time."""

    number: int = 0
    reference: Reference | None = None
    at: datetime | None = None
    installation: str | None = None
    """What made it; None outside VERI*FACTU."""


def last(store: TenantStore) -> Last:
    """The last record of a tenant, strongly consistent."""
    items = store.query(INVOICE_RECORD, consistent=True, descending=True, limit=1)
    if not items:
        return Last()
    item = items[0]
    reference = Reference(item["issuer"], item["number"], item["issue_date"], item["hash"])
    return Last(int(item["SK"]), reference, datetime.fromisoformat(item["at"]), item.get("installation"))


def following(
    store: TenantStore,
    end: Last,
    kind: Kind,
    invoice: PaperInvoice,
    sk: str,
    zone: tzinfo,
    by: Installation | None = None,
    correction: Correction | None = None,
) -> Put:
    """Return the write of the next record, about the invoice with this sort key: of the chain of `by`.

    Without it the chain is that outside VERI*FACTU. The first record of an installation is the first of its chain. Its
    time is not before that of the record before, whatever the clocks of two functions say. `correction` are the marks
    of a further record. Raises Unprocessable, naming what is missing, for an invoice that cannot be recorded.
    """
    by = by or Installation(outside(store), has_many_issuers=True)
    is_outside = by.number == outside(store)
    previous = end.reference if end.installation == (None if is_outside else by.number) else None
    software = software_of(has_many_issuers=by.has_many_issuers)
    at = clock.now().astimezone(zone).replace(microsecond=0)
    if end.at is not None and end.at > at:
        at = end.at.astimezone(zone)
    write = records.registration if kind == "registration" else records.cancellation
    try:
        record = write(invoice, previous, at, by.number, software, correction)
    except NotExpressible as error:
        raise Unprocessable([Fault(each.field, NOT_RECORDABLE) for each in error.missing]) from error
    own = {} if is_outside else {"installation": by.number}
    return store.put_write(INVOICE_RECORD, sk_of(end.number + 1), _attributes(record, sk, own), condition=absent())


def verified(store: TenantStore) -> chain.Verdict:
    """Verify all records of a tenant from their XML, including that none is missing or was exchanged."""
    return verified_after(store, 0)


def verified_after(store: TenantStore, after: int, most: int | None = None) -> chain.Verdict:
    """Verify up to `most` records after a number, which follow the record of that number.

    Positions in the verdict count from there. A number without a record breaks the chain: `missing`.
    """
    before = [_read(item) for item in store.query(INVOICE_RECORD, low=sk_of(after), high=sk_of(after), consistent=True)]
    return chain.verify(_from(store, after + 1, most), before=before)


def _from(store: TenantStore, first: int, most: int | None) -> Iterator[Record | None]:
    """Yield records in their order, None for a number that has none."""
    number, budget = first, most
    while budget is None or budget > 0:
        limit = PAGE if budget is None else min(PAGE, budget)
        page = store.query(INVOICE_RECORD, low=sk_of(number), limit=limit, consistent=True)
        for item in page:
            while number < int(item["SK"]):
                yield None
                number += 1
            yield _read(item)
            number += 1
        if len(page) < limit:
            return
        budget = None if budget is None else budget - limit


def _read(item: Item) -> Record:
    (record,) = reading.read(zlib.decompress(item["xml"]))
    return record


def _attributes(record: Record, sk: str, own: dict[str, str]) -> Item:
    return {
        **own,
        "kind": record.kind,
        "invoice": sk,
        "issuer": record.issuer_nif,
        "number": record.number,
        "issue_date": record.issue_date,
        "at": record.generated_at,
        "hash": record.hash,
        "xml": zlib.compress(record.xml.encode(), 9),
    }


def sk_of(number: int) -> str:
    """The sort key of a record: fixed width, sorting like the number."""
    return f"{number:0{NUMBER_DIGITS}d}"
