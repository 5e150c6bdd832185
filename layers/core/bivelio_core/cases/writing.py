"""Create and change cases."""

from collections.abc import Sequence
from datetime import date

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.credits.plans import plan_of
from bivelio_core.errors import ChangedMeanwhile, Unprocessable, ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import CASE, CASE_NOTE, sequence_sk
from bivelio_core.store.revise import Change, Source, by_id, revise
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Write, absent

from . import links
from .items import changed, new_attributes, note, note_sk
from .models import MAXIMUM_NOTES, CaseWithNotes, CreateCase, UpdateCase
from .numbers import next_number
from .reading import show_case
from .terms import CASES

CREATE_TRIES = 32
"""How often a new case tries for the next number of the year, which others take at the same time."""

SOURCE = Source(by_id(CASE), lambda: CASES)


def create(request: CreateCase, ctx: Context) -> CaseWithNotes:
    """Create a case. With an Idempotency-Key, the same request again returns the same case.

    Raises Unprocessable when it refers to something that the organisation does not have, IdempotencyMismatch when the
    key was used for another request, ChangedMeanwhile when others kept taking the number.
    """
    links.check(ctx.store, request)
    attributes = new_attributes(request, ids.random_text(ids.RANDOM_LENGTH))
    today = _today(ctx)
    sk = sequence_sk(ctx.store.lease_sequence(CASE))
    key = EffectKey.of("cases.create", ctx.idempotency_key, request)
    for _ in range(CREATE_TRIES):
        number = next_number(ctx.store, today)
        put = ctx.store.put_write(CASE, sk, {**attributes, "number": number.text}, condition=absent())
        try:
            target_sk = write_once(ctx.store, key, sk, [number.write, put, *_note(request.note, sk, 1, ctx)])
        except TransactionFailed as failure:
            if 0 not in failure.items:
                raise
        else:
            return show_case(put.item if target_sk == sk else existing(ctx.store.get(CASE, target_sk)), ctx)
    raise ChangedMeanwhile


def update(request: UpdateCase, ctx: Context) -> CaseWithNotes:
    """Change the fields that are sent, and add a note. With an Idempotency-Key the note is added once.

    A case that already has the requested values is no conflict: the first answer to this request may have been lost.
    Raises Conflict when the case is not of the requested version, Unprocessable for a reference to nothing and for a
    note too many, ChangedMeanwhile when others kept changing it.
    """
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(case: Item) -> Change:
        links.check(ctx.store, request, case)
        after = changed(case, request, sent)
        if after["note_count"] > MAXIMUM_NOTES:
            raise Unprocessable.of("note", "max_items", limit=MAXIMUM_NOTES)
        return Change(after, _note(request.note, case["SK"], after["note_count"], ctx))

    key = None if request.note is None else EffectKey.of("cases.update", ctx.idempotency_key, request)
    return show_case(revise(ctx.store, SOURCE, request.id, decide, key=key, version=request.version), ctx)


def _note(text: str | None, sk: str, number: int, ctx: Context) -> Sequence[Write]:
    """The write of a note, if there is one."""
    if text is None:
        return ()
    return (ctx.store.put_write(CASE_NOTE, note_sk(number), note(text, ctx.actor), sk, condition=absent()),)


def _today(ctx: Context) -> date:
    return plan_of(ctx.store).day_of(clock.now())
