"""Create, change and archive deals, each in one transaction with what it changes of the tallies."""

from bivelio_core import ids
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item, same
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import DEAL, sequence_sk
from bivelio_core.store.revise import Change, Source, by_id, revise
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import absent

from . import links, tallies
from .items import changed, new_attributes
from .models import ArchiveDeal, CreateDeal, Deal, UpdateDeal
from .show import show
from .terms import DEALS

SOURCE = Source(by_id(DEAL), lambda: DEALS)


def create(request: CreateDeal, ctx: Context) -> Deal:
    """Create a deal. With an Idempotency-Key, the same request again returns the same deal.

    Raises Unprocessable for a stage, contact, company or member that is not there, and for an amount of more decimals
    than the currency has, IdempotencyMismatch when the key was used for another request.
    """
    stage = links.stage_of(ctx, request.pipeline_id, request.stage_id)
    links.check(ctx.store, request)
    attributes = new_attributes(request, stage, ids.random_text(ids.RANDOM_LENGTH))
    sk = sequence_sk(ctx.store.lease_sequence(DEAL))
    put = ctx.store.put_write(DEAL, sk, attributes, condition=absent())
    key = EffectKey.of("deals.create", ctx.idempotency_key, request)
    target_sk = write_once(ctx.store, key, sk, [put, *tallies.changes(ctx.store, None, put.item)])
    item = put.item if target_sk == sk else existing(ctx.store.get(DEAL, target_sk))
    return show(item, ctx.organisation)


def update(request: UpdateDeal, ctx: Context) -> Deal:
    """Change the fields that are sent. Raises as `create`, and Conflict when the deal has another version.

    A deal that already has the values is no conflict: the first answer to this request may have been lost.
    """
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(deal: Item) -> Change:
        links.check(ctx.store, request, deal)
        return change(ctx.store, deal, changed(deal, request, sent))

    return show(revise(ctx.store, SOURCE, request.id, decide, version=request.version), ctx.organisation)


def archive(request: ArchiveDeal, ctx: Context) -> Deal:
    """Archive a deal: no list and no sum has it then. One that is archived already stays as it is."""
    item = revise(ctx.store, SOURCE, request.id, lambda deal: change(ctx.store, deal, {**deal, "archived": True}))
    return show(item, ctx.organisation)


def change(store: TenantStore, before: Item, after: Item) -> Change:
    """The change of a deal with that of the tallies."""
    return Change(after) if same(after, before) else Change(after, tallies.changes(store, before, after))
