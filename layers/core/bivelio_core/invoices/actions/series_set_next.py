"""Continue the numbers of a series where another program has stopped, once and before any invoice of it is here."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.invoices import numbering, series
from bivelio_core.invoices.numbering import NotAtItsStart, SeriesYear
from bivelio_core.invoices.series_models import NextNumber, SetNextNumber
from bivelio_core.store.table import TableBusy, TransactionFailed


def series_set_next(request: SetNextNumber, ctx: Context) -> NextNumber:
    """Set the next number of a series and year. The same again changes nothing.

    Raises Conflict once the series has an invoice or a draft of the year, or was set to another number.
    """
    place = SeriesYear(request.series, request.year)
    answer = NextNumber(
        series=place.series,
        year=place.year,
        next_number=request.next_number,
        number=place.text(request.next_number),
    )
    for states in series.attempts(ctx.store, place):
        before = states[place]
        try:
            after = numbering.state_from(before, request.next_number)
        except NotAtItsStart as error:
            raise Conflict(details={"reason": error.reason, "next_number": before.issued + 1}) from error
        if after == before:
            return answer
        entry = audit.of(
            ctx, "invoice_series.set", series=place.series, year=place.year, next_number=request.next_number
        )
        try:
            ctx.store.transact_at_once([*series.state_writes(ctx.store, place, before, after), entry])
        except (TransactionFailed, TableBusy):
            continue
        return answer
    raise AssertionError("attempts end by success or an exception")
