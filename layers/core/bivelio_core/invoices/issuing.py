"""Give an invoice what it gets at issue: its final number and its record in the chain."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INVOICE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Write, equals

from . import client_rules, days, issuers, items, marks, numbering, papers, records, rules, series
from .drafts import Draft
from .money import exchanged
from .numbering import SeriesYear, State, TooManyFree, series_of
from .oss import OSS
from .paper import Party
from .settings import Settings
from .stored import Stored
from .submission import starting, states
from .terms import INVOICES
from .verifactu import corrections
from .verifactu.shapes import Kind


@dataclass(frozen=True, slots=True)
class Numbered:
    """The final number of an invoice, the writes that assign it, and the draft that thereby gets another number."""

    number: int
    writes: list[Write]
    moved: Item | None


@dataclass(frozen=True, slots=True)
class Further:
    """A further record about an invoice, with another identification of the client where that was wrong."""

    buyer: Party | None = None


def final_number(
    store: TenantStore, states: Mapping[SeriesYear, State], series_year: SeriesYear, draft: Draft, main: Item
) -> Numbered | None:
    """Assign the next final number of a series to a draft, or to a new invoice without a number.

    The draft that holds that number gets the number that becomes free. Returns None when that draft has changed
    meanwhile, so that everything has to be read again. Raises Conflict when too many numbers would become free.
    """
    place = series_of(main) if "n" in main else None
    held = main["n"] if place == series_year else None
    sk, state = main["SK"], states[series_year]
    try:
        change = numbering.issuing(state, held, draft.issue_date.isoformat())
        series_state = numbering.released(states[place], main["n"]) if place and place != series_year else None
    except TooManyFree as error:
        raise Conflict(details={"reason": "too_many_free_numbers"}) from error
    writes = series.state_writes(store, series_year, state, change.after)
    if place and series_state is not None:
        writes += [
            series.release(store, place, main["n"], sk),
            *series.state_writes(store, place, states[place], series_state),
        ]
    if change.number == held:
        writes.append(series.pass_on(store, series_year, held, sk, sk, is_final=True))
        return Numbered(change.number, writes, None)
    if change.moved_to is None:
        if held is not None:
            writes.append(series.release(store, series_year, held, sk))
        writes.append(series.claim(store, series_year, change.number, sk, is_final=True))
        return Numbered(change.number, writes, None)
    if (moved := _moved(store, series_year, change.number, change.moved_to, sk)) is None:
        return None
    writes += [
        moved,
        series.pass_on(store, series_year, change.number, moved.item["SK"], sk, is_final=True),
        series.pass_on(store, series_year, held, sk, moved.item["SK"], is_final=False)
        if held is not None
        else series.claim(store, series_year, change.moved_to, moved.item["SK"], is_final=False),
    ]
    return Numbered(change.number, writes, moved.item)


def _moved(store: TenantStore, series_year: SeriesYear, number: int, moved_to: int, taker: str) -> Put | None:
    """Return the write that gives another number to the draft that holds one; None when the draft changed meanwhile.

    The draft counts as changed too when it is the invoice to issue itself, because another issue has just exchanged
    numbers with it.
    """
    sk = series.holder_of(store, series_year, number)
    before = store.get(INVOICE, sk) if sk else None
    if sk is None or sk == taker or before is None or before["status"] != "draft":
        return None
    attributes = items.without_key(before)
    attributes.pop("pdf", None)
    after = {
        **marks.with_mark(attributes, marks.waiting(sk)),
        "n": moved_to,
        "number": series_year.text(moved_to),
        "version": before["version"] + 1,
        "updated_at": clock.timestamp(),
    }
    put = store.put_write(INVOICE, sk, after, condition=equals("version", before["version"]))
    index_changes.announce(store, INVOICES, before, put.item)
    return put


def check_date(draft: Draft, state: State, zone: tzinfo) -> None:
    """Raise Unprocessable for an impossible date of issue."""
    if faults := list(rules.issue_date_faults(draft.issue_date, days.today(zone), state.issued_on)):
        raise Unprocessable(faults)


def check_client(draft: Draft, buyer: Mapping[str, Any] | None, own_settings: Settings) -> None:
    """Raise Unprocessable for a client without a required tax number, or one who does not fit the lines' categories.

    Raises it for a too large simplified invoice too.
    """
    total = draft.totals.total
    if draft.exchange_rate is not None:
        total = exchanged(total, draft.exchange_rate.rate)
    needs_number = draft.document_type != "invoice" or any(
        line.priced.group.tax_category != "outside_territory" and draft.regime != OSS for line in draft.lines
    )
    nif, trade = (buyer or {}).get("nif"), own_settings.simplified_trade
    faults = list(rules.client_faults(draft.document_type, nif, total, trade, needs_number=needs_number))
    if faults := faults or client_rules.faults_of(draft, buyer, is_final=True):
        raise Unprocessable(faults)


def issued_as(series_year: SeriesYear, number: int) -> dict[str, Any]:
    """Return the attributes that an invoice's main item gets at issue."""
    return {"n": number, "number": series_year.text(number), "issued_at": clock.timestamp()}


def issuer_of(own_settings: Settings) -> dict[str, Any]:
    """Return the settings that an invoice's content stores at issue."""
    looks = {name: getattr(own_settings, name) for name in ("logo", "brand_color", "footer")}
    return {
        "seller": dict(own_settings.seller),
        "payment": own_settings.payment(),
        "verifactu": own_settings.verifactu,
        **{name: value for name, value in looks.items() if value},
    }


def record_of(now: Stored, kind: Kind, own_settings: Settings, zone: tzinfo, ctx: Context) -> list[Write]:
    """Return the writes that append an invoice's record to the chain, and with the first one decide its issuer.

    Every record is made here, so none of an issuer under VERI*FACTU is made outside. Raises what `issuers.installation`
    and `records.following` raise.
    """
    return appended(now, kind, own_settings, zone, ctx.store)


def appended(
    now: Stored,
    kind: Kind,
    own_settings: Settings,
    zone: tzinfo,
    store: TenantStore,
    *,
    further: Further | None = None,
) -> list[Write]:
    """Return the writes that append a record about an invoice. With `further` it corrects the record before.

    Of an issuer under VERI*FACTU a cancellation has the marks that follow from what AEAT holds. Who has left it goes on
    in the same chain, and nothing of that is submitted.
    """
    paper = papers.paper_of(store.tenant, *now, own_settings)
    if further is not None and further.buyer is not None:
        paper = replace(paper, buyer=further.buyer)
    end, sk = records.last(store), now.main["SK"]
    by = issuers.installation(store, own_settings, end.installation, days.today(zone))
    is_submitted, before, marks_of_it = own_settings.verifactu == "active", None, None
    if is_submitted and (further is not None or kind == "cancellation"):
        before = states.last(store, sk)
        held, rejected = states.is_held(before), states.rejected(before)
        marks_of_it = corrections.correction(kind, is_held=held, rejected=rejected)
    put = records.following(store, end, kind, paper, sk, zone, by, marks_of_it)
    invoice_id = resources.public_id(INVOICE, store.tenant.organisation, now.main)
    started = starting.writes(store, put, invoice_id, paper, before) if is_submitted else []
    return [put, *by.writes, *started]
