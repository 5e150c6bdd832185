"""Verify the chains of records, a part of long ones with each request."""

from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.invoices import records
from bivelio_core.invoices.chains.models import BrokenRecord, RecordVerdict, VerifyRecords
from bivelio_core.invoices.chains.positions import cursor_of, number_of
from bivelio_core.invoices.verifactu.chain import Broken

MOST = 2_000
"""Records of a request: two seconds of a processor."""


def records_verify(request: VerifyRecords, ctx: Context) -> RecordVerdict:
    """Recompute the hashes and follow the links of the next records: each is as it was made, and none is missing."""
    after = number_of(request.after, "after") if request.after else 0
    total = records.last(ctx.store).number
    verdict = records.verified_after(ctx.store, after, MOST)
    verified = after + verdict.records
    if verdict.broken:
        broken = _broken_record(verdict.broken, after, ctx)
        return RecordVerdict(is_unbroken=False, verified=verified - 1, total=total, broken=broken)
    return RecordVerdict(
        is_unbroken=True,
        verified=min(verified, total),
        total=total,
        next_after=cursor_of(verified) if verified < total else None,
    )


def _broken_record(broken: Broken, after: int, ctx: Context) -> BrokenRecord:
    record = broken.record
    return BrokenRecord(
        position=after + broken.position + 1,
        number=record.number if record else None,
        made_at=record.generated_at if record else None,
        reason=broken.reason,
        message=Entry("invoices", f"chain.{broken.reason}")[ctx.language],
    )
