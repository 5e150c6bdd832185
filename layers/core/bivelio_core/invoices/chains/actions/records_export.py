"""Export records of a period, as AEAT's schema has them or as a table."""

import base64
import hashlib
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.invoices import records, settings, storage
from bivelio_core.invoices.chains import files
from bivelio_core.invoices.chains.models import ExportRecords, RecordExport
from bivelio_core.invoices.chains.positions import Span, made_between
from bivelio_core.invoices.chains.reading import state_of, states_of
from bivelio_core.invoices.errors import NO_RECORDS, TOO_MANY_RECORDS
from bivelio_core.invoices.verifactu import reading
from bivelio_core.invoices.verifactu.soap import MOST_RECORDS, Header, Named
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.keys import INVOICE_RECORD
from bivelio_core.store.tenant_store import TenantStore

MOST = 20_000
"""Records of a file: what a function reads and packs in its time."""
LARGEST_IN_ANSWER = 256_000
TRANSFERS = "transfers"
XML, ZIP, CSV = ("xml", "application/xml"), ("zip", "application/zip"), ("csv", "text/csv")


def records_export(request: ExportRecords, ctx: Context) -> RecordExport:
    """Return the records of a period in their order: within the answer, or at a signed URL when the file is large.

    Raises Unprocessable for a period with more than MOST, and for XML without records, which the schema does not know.
    """
    span = made_between(ctx.store, request.from_date, request.to_date)
    count = span.last - span.first + 1
    if count < 1 and request.format == "xml":
        raise Unprocessable.of("from_date", NO_RECORDS)
    if count > MOST:
        raise Unprocessable.of("from_date", TOO_MANY_RECORDS, limit=MOST)
    items = _items(ctx.store, span)
    if request.format == "csv":
        (extension, media_type), content = CSV, files.table(_rows(ctx.store, items))
    elif len(items) > MOST_RECORDS:
        (extension, media_type), content = ZIP, files.zipped(_header(ctx.store, items), items)
    else:
        (extension, media_type), content = XML, files.xml(_header(ctx.store, items), items)
    name = f"records-{span.first}-{span.last}.{extension}"
    digest = hashlib.sha256(content).hexdigest()
    answer = RecordExport(
        records=len(items), filename=name, mime_type=media_type, size_bytes=len(content), sha256=digest
    )
    if len(content) <= LARGEST_IN_ANSWER:
        return answer.model_copy(update={"content_base64": base64.b64encode(content).decode()})
    stored, key = TenantFiles.of(ctx.tenant, TRANSFERS), f"records/{ctx.tenant.day or 'live'}/{digest}-{name}"
    stored.put(key, content, media_type)
    expires_at = clock.timestamp(clock.real_now() + timedelta(seconds=storage.DOWNLOAD_SECONDS))
    url = stored.download_url(key, name, storage.DOWNLOAD_SECONDS, content_type=media_type)
    return answer.model_copy(update={"url": url, "url_expires_at": expires_at})


def _items(store: TenantStore, span: Span) -> list[Item]:
    items: list[Item] = []
    first = span.first
    while first <= span.last:
        page = store.query(
            INVOICE_RECORD, low=records.sk_of(first), high=records.sk_of(span.last), limit=records.PAGE, consistent=True
        )
        items += page
        if len(page) < records.PAGE:
            break
        first = int(page[-1]["SK"]) + 1
    return items


def _header(store: TenantStore, items: list[Item]) -> Header:
    name = settings.load(store).seller.get("legal_name") or items[0]["issuer"]
    return Header(Named(name, items[0]["issuer"]))


def _rows(store: TenantStore, items: list[Item]) -> list[dict[str, object]]:
    states: dict[int, Item] = {}
    for start in range(0, len(items), MOST_RECORDS):
        states |= states_of(store, items[start : start + MOST_RECORDS])
    return [_row(item, states.get(int(item["SK"]))) for item in items]


def _row(item: Item, state: Item | None) -> dict[str, object]:
    (record,) = reading.read(files.xml_text(item).encode())
    about = state or {}
    return {
        "position": int(item["SK"]),
        "kind": record.kind,
        "issuer_nif": record.issuer_nif,
        "number": record.number,
        "issue_date": record.issue_date,
        "invoice_type": record.invoice_type,
        "tax_total": record.tax_total,
        "total": record.total,
        "made_at": record.generated_at,
        "hash": record.hash,
        "previous_hash": record.previous.hash if record.previous else None,
        "installation": record.installation,
        "state": state_of(state),
        "csv": about.get("csv"),
        "registered_at": about.get("registered_at"),
        "error_code": about.get("code"),
        "error_text": about.get("text"),
    }
