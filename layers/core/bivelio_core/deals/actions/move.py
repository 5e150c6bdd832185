"""Move a deal to another stage."""

from bivelio_core.context import Context
from bivelio_core.deals import links
from bivelio_core.deals.items import moved
from bivelio_core.deals.models import Deal, MoveDeal
from bivelio_core.deals.show import show
from bivelio_core.deals.writing import SOURCE, change
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, revise


def move(request: MoveDeal, ctx: Context) -> Deal:
    """Move a deal to a stage: it is then what the stage says, open, won or lost.

    One that is there already stays as it is. Raises Unprocessable for a stage that is not there and for a reason in a
    stage that is not of lost deals, Conflict when the deal has another version.
    """

    def decide(deal: Item) -> Change:
        former = deal["pipeline_id"]
        stage = links.stage_of(ctx, request.pipeline_id or former, request.stage_id, former=former)
        return change(ctx.store, deal, moved(deal, stage, request.lost_reason))

    return show(revise(ctx.store, SOURCE, request.id, decide, version=request.version), ctx.organisation)
