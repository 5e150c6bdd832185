"""Issue a draft: its number becomes final, its content too, and the chain gets its record, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Write, equals

from . import days, drafts, items, marks, numbering, papers, paperwork, records, rules, series, settings, stored
from .action_models import IssueInvoice
from .drafts import Draft
from .models import Invoice
from .numbering import SeriesYear, State, TooManyFree
from .service import series_of
from .settings import Settings
from .stored import Stored
from .terms import INVOICES


@dataclass(frozen=True, slots=True)
class Numbered:
    """The final number of an invoice, the writes that give it, and the draft that got another number by that."""

    number: int
    writes: list[Write]
    moved: Item | None


def issue(request: IssueInvoice, ctx: Context) -> Invoice:
    """Issue a draft. Issuing an issued invoice again changes nothing.

    Raises Unprocessable for what an issued invoice must have and does not: the settings' issuer, the client's tax
    number, a date that is neither after today nor before the last issued invoice of the series. Raises Conflict when it
    is void.
    """
    found = stored.load(ctx.store, request.id)
    if _is_issued(found.main):
        return paperwork.finished(found, ctx)
    chosen, zone = settings.load(ctx.store), days.zone_of(ctx.store)
    settings.require_seller(chosen)
    for states in series.attempts(ctx.store, *_places(found.main, request.issue_date)):
        found = stored.load(ctx.store, request.id)  # others may have exchanged numbers with it during the wait
        if _is_issued(found.main):
            return paperwork.finished(found, ctx)
        rules.require("issue", found.main["status"])
        draft = items.draft_of(*found)
        if request.issue_date:
            draft = drafts.dated(draft, request.issue_date)
        wanted = SeriesYear(draft.series, draft.issue_date.year)
        if not {wanted, series_of(found.main)} <= states.keys():
            raise ChangedMeanwhile
        check_date(draft, states[wanted], zone)
        client = stored.client(ctx.store, found.main.get("client", {}).get("id"))
        kept = items.kept(draft, drafts.check(draft, chosen), client, ctx.organisation)
        check_client(draft, kept.content.get("buyer", {}))
        if (numbered := final_number(ctx.store, states, wanted, draft, found.main)) is None:
            continue
        after = {
            **marks.with_mark(items.revised(found.main, kept.main), marks.waiting(found.main["SK"])),
            **issued_as(wanted, numbered.number),
            "status": "pending",
        }
        after.pop("pdf", None)
        main = ctx.store.put_write(INVOICE, found.main["SK"], after, condition=equals("version", found.main["version"]))
        content = ctx.store.put_write(INVOICE_CONTENT, found.main["SK"], {**kept.content, **issuer_of(chosen)})
        now = Stored(main.item, content.item)
        record = record_of(now, "registration", chosen, zone, ctx)
        index_changes.announce(ctx.store, INVOICES, found.main, main.item)
        try:
            ctx.store.transact_at_once([main, content, record, *numbered.writes])
        except (TransactionFailed, TableBusy):
            continue
        paperwork.forget(found.main, ctx.store)
        if numbered.moved is not None:
            paperwork.made_anew(numbered.moved, ctx.store, chosen)
        return paperwork.finished(now, ctx, chosen, zone)
    raise AssertionError("attempts end by success or an exception")


def final_number(
    store: TenantStore, states: Mapping[SeriesYear, State], wanted: SeriesYear, draft: Draft, main: Item
) -> Numbered | None:
    """The next final number of a series for a draft, or for a new invoice, which has none yet.

    The draft that holds the number gets the one that becomes free; None when that draft has changed meanwhile, so that
    everything has to be read again. Raises Conflict when too many numbers would be free.
    """
    place = series_of(main) if "n" in main else None
    held = main["n"] if place == wanted else None
    sk, state = main["SK"], states[wanted]
    try:
        taken = numbering.issuing(state, held, draft.issue_date.isoformat())
        left = numbering.released(states[place], main["n"]) if place and place != wanted else None
    except TooManyFree as error:
        raise Conflict(details={"reason": "too_many_free_numbers"}) from error
    writes: list[Write] = [series.state_write(store, wanted, state, taken.after)]
    if place and left is not None:
        writes += [
            series.release(store, place, main["n"], sk),
            series.state_write(store, place, states[place], left),
        ]
    if taken.number == held:
        writes.append(series.pass_on(store, wanted, held, sk, sk, is_final=True))
        return Numbered(taken.number, writes, None)
    if taken.moved_to is None:
        if held is not None:
            writes.append(series.release(store, wanted, held, sk))
        writes.append(series.claim(store, wanted, taken.number, sk, is_final=True))
        return Numbered(taken.number, writes, None)
    if (moved := _moved(store, wanted, taken.number, taken.moved_to, sk)) is None:
        return None
    writes += [
        moved,
        series.pass_on(store, wanted, taken.number, moved.item["SK"], sk, is_final=True),
        series.pass_on(store, wanted, held, sk, moved.item["SK"], is_final=False)
        if held is not None
        else series.claim(store, wanted, taken.moved_to, moved.item["SK"], is_final=False),
    ]
    return Numbered(taken.number, writes, moved.item)


def _moved(store: TenantStore, wanted: SeriesYear, number: int, moved_to: int, taker: str) -> Put | None:
    """The write of the draft that holds a number, with another number; None when it changed meanwhile.

    It has also changed when it is the taker itself: another one that was issued has just exchanged numbers with it.
    """
    sk = series.holder_of(store, wanted, number)
    before = store.get(INVOICE, sk) if sk else None
    if sk is None or sk == taker or before is None or before["status"] != "draft":
        return None
    attributes = items.without_key(before)
    attributes.pop("pdf", None)
    after = {
        **marks.with_mark(attributes, marks.waiting(sk)),
        "n": moved_to,
        "number": wanted.text(moved_to),
        "version": before["version"] + 1,
        "updated_at": clock.timestamp(),
    }
    put = store.put_write(INVOICE, sk, after, condition=equals("version", before["version"]))
    index_changes.announce(store, INVOICES, before, put.item)
    return put


def check_date(draft: Draft, state: State, zone: tzinfo) -> None:
    """Raise Unprocessable for a date of issue that cannot be."""
    if found := list(rules.issue_date_faults(draft.issue_date, days.today(zone), state.issued_on)):
        raise Unprocessable(found)


def check_client(draft: Draft, buyer: Mapping[str, Any]) -> None:
    """Raise Unprocessable for a client without a tax number that is needed, and a simplified invoice too large."""
    if found := list(rules.client_faults(draft.document_type, buyer.get("nif"), draft.totals.total)):
        raise Unprocessable(found)


def issued_as(wanted: SeriesYear, number: int) -> dict[str, Any]:
    """What an invoice's own item says from its issue on."""
    return {"n": number, "number": wanted.text(number), "issued_at": clock.timestamp()}


def issuer_of(chosen: Settings) -> dict[str, Any]:
    """What an invoice's content keeps of the settings from its issue on."""
    logo = {"logo": chosen.logo} if chosen.logo else {}
    return {"seller": dict(chosen.seller), "payment": chosen.payment(), "verifactu": chosen.verifactu, **logo}


def record_of(now: Stored, kind: Any, chosen: Settings, zone: tzinfo, ctx: Context) -> Put:
    """The write of the record of an invoice at the end of the chain."""
    paper = papers.paper_of(ctx.tenant, *now, chosen)
    return records.following(ctx.store, records.last(ctx.store), kind, paper, now.main["SK"], zone)


def _places(main: Item, on: date | None) -> tuple[SeriesYear, ...]:
    place = series_of(main)
    wanted = SeriesYear(place.series, on.year if on else place.year)
    return (place,) if place == wanted else (place, wanted)


def _is_issued(main: Item) -> bool:
    """Whether a draft was issued before. Raises Conflict for an invoice that was received or is void."""
    if main["type"] != "issued" or main["status"] == "void":
        rules.require("issue", main["status"] if main["type"] == "issued" else "received")
    return bool(main["status"] != "draft")
