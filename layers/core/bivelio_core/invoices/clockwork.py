"""What falls due in invoices by a sandbox's clock: they become overdue at their organisation's midnight."""

from collections.abc import Iterator
from datetime import datetime

from bivelio_core.moments import Clockwork, Moment
from bivelio_core.store.keys import INVOICE
from bivelio_core.store.tenant_store import TenantStore

from . import days, marks

OVERDUE = "overdue"


def upcoming(store: TenantStore, _after: datetime, until: datetime) -> Iterator[Moment]:
    """The invoices that become overdue until an instant."""
    open_items = [item for item in store.query(INVOICE, consistent=True) if marks.may_become_overdue(item)]
    zone = days.zone_of(store) if open_items else None
    for item in open_items:
        if zone is not None and (at := days.end_of(marks.overdue_day(item), zone)) <= until:
            yield Moment(at, OVERDUE, str(item["SK"]))


def come(store: TenantStore, moment: Moment) -> None:
    """Set an invoice overdue, as the sweeper would."""
    from . import overdue  # noqa: PLC0415 - moments are also only counted

    main = store.get(INVOICE, moment.name)
    if main is not None and marks.may_become_overdue(main):
        overdue.judge(store, main)


WORKS = Clockwork(upcoming, come)
