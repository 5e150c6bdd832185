"""What the law orders to keep of an organisation that is erased: its invoices, their records and files, locked away.

They are copied as they are stored below `kept/<hash of the organisation>/`, where no function reads and a rule of the
bucket deletes them when the law's time is over. Sources: Código de Comercio, art. 30 (books and their documents: six
years from the last entry); Ley 58/2003 (General Tributaria), art. 66 to 70 (four years); Real Decreto 1619/2012, art.
19 (invoices are kept for that time); Reglamento (UE) 2016/679, art. 17.3.b; Ley Orgánica 3/2018, art. 32 (blocked).
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from bivelio_core import clients, config
from bivelio_core.store import keys
from bivelio_core.store.holding_parts import SPLIT, View
from bivelio_core.store.keys import Kind
from bivelio_core.store.stored import TypedItem

FOLDER = "kept"
YEARS = 6
LIFETIME = timedelta(days=YEARS * 365 + 2)
"""From the erasure on, which comes after the last entry: the rule of the bucket has the same number (template.yaml)."""

REASON = "fiscal_records"
LAW = "Código de Comercio, art. 30; Ley 58/2003, art. 66-70; RD 1619/2012, art. 19"

INVOICES = (
    keys.INVOICE,
    keys.INVOICE_CONTENT,
    keys.INVOICE_NUMBER,
    keys.INVOICE_RECORD,
    keys.INVOICE_SUBMISSION,
    keys.INVOICE_ISSUER,
    keys.INVOICE_DELIVERY,
    keys.INVOICE_STATUSES,
    keys.REPRESENTATION,
)
"""The kinds that are kept."""


def until(erased_at: datetime) -> datetime:
    """When they are deleted."""
    return erased_at + LIFETIME


def has_any(view: View) -> bool:
    """Whether an organisation has issued or received an invoice."""
    return view.table.has(view.partition(keys.INVOICE))


def steps(view: View, folder: str, after: str) -> Iterator[str]:
    """Copy all that is kept, a page or a file at a time, and yield from where to go on. Can be repeated."""
    parts = [(kind, rest) for kind in INVOICES for rest in _parts(view, kind)]
    number, _, place = after.partition("|")
    for position in range(int(number or 0), len(parts)):
        kind, rest = parts[position]
        for page in view.table.pages(view.partition(kind, *rest), after=place or None):
            name = "/".join((kind.name, *rest, page[0]["SK"]["S"]))
            _put(f"{FOLDER}/{folder}/{name}.jsonl", b"".join(_lines(page)))
            yield f"{position}|{page[-1]['SK']['S']}"
        place = ""
    yield from _copies(f"live/invoices/{view.tenant.organisation}/", f"{FOLDER}/{folder}/files/", len(parts), place)


def _parts(view: View, kind: Kind) -> list[tuple[str, ...]]:
    return [(), *(rest for _, rest in SPLIT[kind](view, ""))] if kind in SPLIT else [()]


def _copies(prefix: str, into: str, position: int, after: str) -> Iterator[str]:
    client, bucket = clients.client("s3"), config.documents_bucket()
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, StartAfter=after):
        for each in page.get("Contents", ()):
            source = {"Bucket": bucket, "Key": each["Key"]}
            client.copy_object(Bucket=bucket, Key=into + each["Key"].removeprefix(prefix), CopySource=source)
            yield f"{position}|{each['Key']}"


def _put(key: str, body: bytes) -> None:
    clients.client("s3").put_object(Bucket=config.documents_bucket(), Key=key, Body=body)


def _lines(page: list[TypedItem]) -> Iterator[bytes]:
    for item in page:
        yield json.dumps(item, default=lambda raw: {"hex": bytes(raw).hex()}, ensure_ascii=False).encode() + b"\n"
