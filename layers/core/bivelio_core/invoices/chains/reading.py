"""List the records of invoices, with where each stands with AEAT."""

from collections.abc import Iterator
from datetime import datetime

from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.invoices import records
from bivelio_core.invoices.submission import states
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE, INVOICE_RECORD, INVOICE_SUBMISSION
from bivelio_core.store.tenant_store import TenantStore

from .models import InvoiceRecord, ListRecords, RecordPage
from .positions import Span, cursor_of, made_between, made_since, number_of

NOT_SUBMITTED = "not_submitted"
READ = 200
MOST_READ = 2_000
"""How many records one request looks at; with a filter it may answer fewer than asked for, and a cursor."""
NEAR = 50
"""How many records a change of an invoice may be away from its time: as many as are made at once."""


def records_list(request: ListRecords, ctx: Context) -> RecordPage:
    """The records that match, the latest first.

    Raises Unprocessable for an unknown invoice and for days that end before they begin.
    """
    span = made_between(ctx.store, request.from_date, request.to_date)
    last = min(span.last, number_of(request.before, "before") - 1) if request.before else span.last
    numbers = _about(ctx.store, request.invoice_id) if request.invoice_id else None
    span, matches, count = Span(span.first, last), list[tuple[Item, Item | None]](), 0
    for page in _pages(ctx.store, span) if numbers is None else [_these(ctx.store, span, numbers)]:
        own = states_of(ctx.store, page)
        for item in page:
            state = own.get(int(item["SK"]))
            if request.state not in (None, state_of(state)):
                continue
            if len(matches) == request.limit:
                return RecordPage(records=_records(matches, ctx), next_before=cursor_of(int(matches[-1][0]["SK"])))
            matches.append((item, state))
        count += len(page)
        if count >= MOST_READ and numbers is None and int(page[-1]["SK"]) > span.first:
            return RecordPage(records=_records(matches, ctx), next_before=cursor_of(int(page[-1]["SK"])))
    return RecordPage(records=_records(matches, ctx))


def state_of(state: Item | None) -> str:
    """Return where a record stands, by the item of its state."""
    return NOT_SUBMITTED if state is None else str(state["state"])


def states_of(store: TenantStore, items: list[Item]) -> dict[int, Item]:
    """The states of those records that have one."""
    return states.of_records(store, [item for item in items if "installation" in item])


def _these(store: TenantStore, span: Span, numbers: list[int]) -> list[Item]:
    """Return those records of a span that have one of these numbers, the latest first."""
    sks = [records.sk_of(each) for each in numbers if span.first <= each <= span.last]
    by_sk = store.get_many(INVOICE_RECORD, sks, consistent=True)
    return [by_sk[sk] for sk in sorted(by_sk, reverse=True)]


def _pages(store: TenantStore, span: Span) -> Iterator[list[Item]]:
    low, high = records.sk_of(span.first), span.last
    while high >= span.first:
        page = store.query(
            INVOICE_RECORD, low=low, high=records.sk_of(high), descending=True, limit=READ, consistent=True
        )
        yield page
        if len(page) < READ:
            return
        high = int(page[-1]["SK"]) - 1


def _about(store: TenantStore, public: str) -> list[int]:
    """Return the numbers of the records about an invoice: by their states, or by the times of its changes."""
    try:
        main = store.find(INVOICE, public)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("invoice_id", "not_found") from error
    sk = main["SK"]
    numbers = {int(each["record"]) for each in store.query(INVOICE_SUBMISSION, prefix=f"{sk}#", consistent=True)}
    for at in (main[name] for name in ("issued_at", "voided_at") if name in main):
        first = made_since(store, datetime.fromisoformat(at).replace(microsecond=0))
        near = store.query(
            INVOICE_RECORD, low=records.sk_of(first), high=records.sk_of(first + NEAR), limit=NEAR, consistent=True
        )
        numbers |= {int(item["SK"]) for item in near if item["invoice"] == sk}
    return sorted(numbers)


def _records(matches: list[tuple[Item, Item | None]], ctx: Context) -> list[InvoiceRecord]:
    unknown = {item["invoice"] for item, state in matches if state is None or "invoice_id" not in state}
    mains = ctx.store.get_many(INVOICE, sorted(unknown))
    ids = {sk: resources.public_id(INVOICE, ctx.organisation, main) for sk, main in mains.items()}
    return [_record(item, state or {}, ids) for item, state in matches]


def _record(item: Item, state: Item, ids: dict[str, str]) -> InvoiceRecord:
    day, month, year = item["issue_date"].split("-")
    return InvoiceRecord(
        position=int(item["SK"]),
        kind=item["kind"],
        invoice_id=state.get("invoice_id") or ids.get(item["invoice"]),
        number=item["number"],
        issuer_nif=item["issuer"],
        issue_date=f"{year}-{month}-{day}",
        made_at=item["at"],
        hash=item["hash"],
        installation=item.get("installation"),
        state=state.get("state", NOT_SUBMITTED),
        csv=state.get("csv"),
        registered_at=state.get("registered_at"),
        error_code=state.get("code"),
        error_text=state.get("text"),
    )
