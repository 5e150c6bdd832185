"""Read the balance and the ledger of credits."""

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.models import Pagination
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import CREDIT_ENTRY

from .ledger import catch_up, current
from .models import Balance, Entry, Ledger, ListEntries, ReadBalance
from .terms import ENTRIES, criteria


def balance(_: ReadBalance, ctx: Context) -> Balance:
    """The balance, with the grant of the month if it is the first to ask."""
    now = current(ctx.store)
    return Balance(
        balance=now.available,
        reserved=now.reserved,
        plan=now.plan,
        granted=now.granted,
        granted_at=now.granted_at,
        next_grant_at=now.next_grant_at,
    )


def ledger(request: ListEntries, ctx: Context) -> Ledger:
    """A page of the entries that meet all criteria. Raises Unprocessable when `to` is before `from`."""
    if request.from_ and request.to and request.to < request.from_:
        raise Unprocessable.of("to", "invalid")
    catch_up(ctx.store)
    clauses = criteria(request.kind, request.from_, request.to)
    page = index_reader.list_page(ctx.store, ENTRIES, clauses, page=request.page, per_page=request.per_page)
    return Ledger(entries=[_entry(item, ctx) for item in page.items], pagination=Pagination.of(request, page.total))


def _entry(item: Item, ctx: Context) -> Entry:
    return Entry(
        id=resources.public_id(CREDIT_ENTRY, ctx.organisation, item),
        **{name: item.get(name) for name in ("at", "kind", "credits", "balance_after", "operation", "reference")},
    )
