"""Create, change and delete drafts of invoices."""

from collections.abc import Mapping
from itertools import repeat

from bivelio_core import ids
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, ValidationError
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT, sequence_sk
from bivelio_core.store.revise import outliving
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.writes import Write, absent, equals

from . import (
    client_rules,
    days,
    drafts,
    items,
    marks,
    paperwork,
    priced,
    rules,
    series,
    settings,
    special_types,
    stored,
)
from .draft_models import CreateInvoice, DeletedInvoice, DeleteInvoice, InvoiceContent, UpdateInvoice
from .items import Kept
from .models import Invoice
from .numbering import SeriesYear, State, TooManyFree, drafted, released, series_of
from .settings import Settings
from .stored import DELETED, Stored
from .terms import INVOICES

UPDATE_TRIES = 4


def composed(request: InvoiceContent, own_settings: Settings, ctx: Context) -> tuple[SeriesYear, Kept]:
    """Return the series and the contents of the draft that a request asks for; nothing is written.

    Raises what `create` raises about the client, lines, dates and rates.
    """
    today = request.issue_date or days.today(days.zone_of(ctx.store))
    draft = drafts.asked_for(priced.of_content(request, own_settings, ctx.store), own_settings, today)
    client = stored.client_of_draft(request.client_id, request.document_type, ctx.store)
    buyer = None if client is None else items.buyer_of(client)
    draft = special_types.completed(draft, request, buyer, own_settings, ctx.store)
    contents = items.contents_of(draft, drafts.check(draft, own_settings), client, ctx.organisation)
    client_rules.check_draft(draft, contents.content.get("buyer"))
    return SeriesYear(draft.series, draft.issue_date.year), contents


def create(request: CreateInvoice, ctx: Context) -> Invoice:
    """Create a draft with the next free number. With an Idempotency-Key, the same request returns the same draft.

    Raises Unprocessable for a missing or archived client, and for impossible lines, dates and rates.
    """
    key = EffectKey.of("invoices.create", ctx.idempotency_key, request)
    if target_sk := effect_target(ctx.store, key):
        return paperwork.finished(stored.at(ctx.store, target_sk), ctx)
    own_settings = settings.load(ctx.store)
    series_year, contents = composed(request, own_settings, ctx)
    own = items.new_main(ids.random_text(ids.RANDOM_LENGTH))
    sk = sequence_sk(ctx.store.lease_sequence(INVOICE))
    for states in series.attempts(ctx.store, series_year):
        number, after = drafted(states[series_year])
        main = ctx.store.put_write(
            INVOICE,
            sk,
            {**own, **contents.main, "n": number, "number": series_year.text(number), **marks.waiting(sk)},
            condition=absent(),
        )
        content = ctx.store.put_write(INVOICE_CONTENT, sk, contents.content)
        writes: list[Write] = [
            *effect_marker(ctx.store, key, sk),
            main,
            content,
            series.claim(ctx.store, series_year, number, sk, is_final=False),
            *series.state_writes(ctx.store, series_year, states[series_year], after),
        ]
        try:
            ctx.store.transact_at_once(writes)
        except (TransactionFailed, TableBusy):
            if target_sk := effect_target(ctx.store, key):
                return paperwork.finished(stored.at(ctx.store, target_sk), ctx)
            continue
        return paperwork.finished(Stored(main.item, content.item), ctx, own_settings)
    raise AssertionError("attempts end by success or an exception")


def update(request: UpdateInvoice, ctx: Context) -> Invoice:
    """Change the fields of a draft that are sent. Raises Conflict when it is issued or not of the requested version.

    A draft that already has the requested values is no conflict: the first answer to this request may have been lost.
    """
    if not request.model_fields_set - {"id", "version"}:
        raise ValidationError.of("data", "nothing_to_change")
    own_settings = settings.load(ctx.store)
    before = stored.load(ctx.store, request.id)
    places = _places(before, request, own_settings)
    request = priced.of_change(request, before, ctx.store)
    for states in series.attempts(ctx.store, *places) if places else repeat({}, UPDATE_TRIES):
        rules.require("update", before.main["status"])
        former, former_client = items.draft_of(*before), before.main.get("client", {}).get("id")
        special_types.check_change(former, request, former_client)
        draft = drafts.changed(former, request, own_settings)
        client_id = request.client_id or former_client
        client = stored.client_of_draft(client_id, draft.document_type, ctx.store)
        contents = items.contents_of(draft, drafts.check(draft, own_settings), client, ctx.organisation)
        client_rules.check_draft(draft, contents.content.get("buyer"))
        if items.same_content(*before, contents):
            return paperwork.finished(before, ctx, own_settings)
        if request.version not in (None, before.main["version"]):
            raise Conflict(details={"reason": "version", "version": before.main["version"]})
        after, writes = _revision(before, contents, states, ctx)
        try:
            ctx.store.transact_at_once(writes)
        except (TransactionFailed, TableBusy):
            before = stored.load(ctx.store, request.id)
            continue
        paperwork.forget(before.main, ctx.store)
        return paperwork.finished(after, ctx, own_settings)
    raise ChangedMeanwhile


def _revision(
    before: Stored, contents: Kept, states: Mapping[SeriesYear, State], ctx: Context
) -> tuple[Stored, list[Write]]:
    """Return the next version of a draft and its writes, with a new number if its series or year changes."""
    sk, place, series_year = before.main["SK"], series_of(before.main), series_of(contents.main)
    after = {**items.revised(before.main, contents.main), **marks.waiting(sk)}
    after.pop("pdf", None)
    writes: list[Write] = []
    if place != series_year:
        if not {place, series_year} <= states.keys():
            raise ChangedMeanwhile
        number, next_state = drafted(states[series_year])
        after |= {"n": number, "number": series_year.text(number)}
        writes += [
            series.release(ctx.store, place, before.main["n"], sk),
            *series.state_writes(ctx.store, place, states[place], _released(states[place], before.main["n"])),
            series.claim(ctx.store, series_year, number, sk, is_final=False),
            *series.state_writes(ctx.store, series_year, states[series_year], next_state),
        ]
    put = ctx.store.put_write(INVOICE, sk, after, condition=equals("version", before.main["version"]))
    content = ctx.store.put_write(INVOICE_CONTENT, sk, contents.content)
    index_changes.announce(ctx.store, INVOICES, before.main, put.item)
    return Stored(put.item, content.item), [put, content, *writes]


def _places(before: Stored, request: UpdateInvoice, own_settings: Settings) -> tuple[SeriesYear, ...]:
    """Return a draft's series and years before and after a change; none when the number stays."""
    place = series_of(before.main)
    series_year = SeriesYear(
        drafts.series_after(items.draft_of(*before), request, own_settings),
        request.issue_date.year if request.issue_date else place.year,
    )
    return () if place == series_year else (place, series_year)


def delete(request: DeleteInvoice, ctx: Context) -> DeletedInvoice:
    """Delete a draft; its number is free for the next one. Deleting it again within two days changes nothing."""
    sk = ctx.store.sort_key(INVOICE, request.id)
    main = ctx.store.find(INVOICE, request.id)
    if main["status"] == DELETED:
        return DeletedInvoice(id=request.id)
    rules.require("delete", main["status"])
    place = series_of(main)
    for states in series.attempts(ctx.store, place):
        main = ctx.store.find(INVOICE, request.id)
        if main["status"] == DELETED:
            return DeletedInvoice(id=request.id)
        rules.require("delete", main["status"])
        if series_of(main) != place:
            raise ChangedMeanwhile
        after = _released(states[place], main["n"])
        gone = {**outliving(main, items.OUTLIVING, ctx.tenant), "status": DELETED, "version": main["version"] + 1}
        index_changes.announce(ctx.store, INVOICES, main, gone)
        attributes = {name: value for name, value in gone.items() if name not in ("PK", "SK")}
        writes: list[Write] = [
            ctx.store.put_write(INVOICE, sk, attributes, condition=equals("version", main["version"])),
            ctx.store.delete_write(INVOICE_CONTENT, sk),
            series.release(ctx.store, place, main["n"], sk),
            *series.state_writes(ctx.store, place, states[place], after),
        ]
        try:
            ctx.store.transact_at_once(writes)
        except (TransactionFailed, TableBusy):
            continue
        paperwork.forget(main, ctx.store)
        return DeletedInvoice(id=request.id)
    raise AssertionError("attempts end by success or an exception")


def _released(state: State, number: int) -> State:
    """The state without a draft's number. Raises Conflict when too many numbers would be free."""
    try:
        return released(state, number)
    except TooManyFree as error:
        raise Conflict(details={"reason": "too_many_free_numbers"}) from error
