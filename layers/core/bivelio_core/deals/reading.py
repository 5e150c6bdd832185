"""Read deals: one, or a page of those that meet criteria with the sums of the whole list."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from bivelio_core.context import Context
from bivelio_core.invoices.currencies import smallest
from bivelio_core.invoices.fields import as_number
from bivelio_core.models import Pagination
from bivelio_core.sorted_lists import sorted_by
from bivelio_core.store import resources
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import CONTACT, DEAL

from . import links, tallies
from .models import Deal, DealPage, GetDeal, ListDeals, StageAmount, StageSum
from .orders import ORDERS
from .pipelines.models import Stage
from .pipelines.stored import DEFAULT, all_of
from .show import party_of, show, show_listed
from .tallies import Tally
from .terms import DEALS, PARTIES, criteria

WITHOUT_TALLY = ("contact_id", "company_id", "expected_close_from", "expected_close_to", "search", "archived")
"""The criteria of lists whose sums no tally has."""

MOST_SUMMED = 1_000
"""So many deals are read for the sums of a list that has no tally."""


def get(request: GetDeal, ctx: Context) -> Deal:
    """Read a deal."""
    return show(ctx.store.find(DEAL, request.id), ctx.organisation)


def page(request: ListDeals, ctx: Context) -> DealPage:
    """A page of the deals that meet all criteria, in order, with the sums of all of them by stage.

    Raises Unprocessable for an unknown contact and for a list that is too long for its order, ValidationError for a
    search without words.
    """
    parties = {name: links.contact_ids(ctx.store, name, getattr(request, name)) for name in PARTIES}
    list_criteria = criteria(request, parties)
    page = sorted_by(ctx.store, DEALS, list_criteria, request, ORDERS, request.sort)
    sums = None
    if not any(getattr(request, name) for name in WITHOUT_TALLY):
        sums = tallies.of_owner(ctx.store, request.owner_id)
    elif page.total <= len(page.items):
        sums = tallies.of_deals(page.items)
    elif page.total <= MOST_SUMMED:
        sums = tallies.of_deals(index_reader.list_page(ctx.store, DEALS, list_criteria, per_page=MOST_SUMMED).items)
    contact_names = resources.names(ctx.store, CONTACT, filter(None, map(party_of, page.items)))
    return DealPage(
        deals=[show_listed(item, ctx.organisation, contact_names) for item in page.items],
        pagination=Pagination.of(request, page.total),
        stages=None if sums is None else _stage_sums(sums, request, ctx),
    )


def _stage_sums(sums: Iterable[Tally], request: ListDeals, ctx: Context) -> list[StageSum]:
    """The sums of the stages that were asked for, in the order of pipelines and stages."""
    of_stage: dict[tuple[str, str], list[Tally]] = {}
    for tally in sums:
        of_stage.setdefault((tally.pipeline, tally.stage), []).append(tally)
    pipeline = request.pipeline_id or (DEFAULT if request.stage_id else None)
    return [
        _sum(each.id, stage, of_stage[each.id, stage.id])
        for each in all_of(ctx.store, ctx.language).values()
        for stage in each.stages
        if (each.id, stage.id) in of_stage
        and pipeline in (None, each.id)
        and request.stage_id in (None, stage.id)
        and request.status in (None, stage.outcome)
    ]


def _sum(pipeline: str, stage: Stage, sums: list[Tally]) -> StageSum:
    return StageSum(
        pipeline_id=pipeline,
        stage_id=stage.id,
        count=sum(tally.deals for tally in sums),
        amounts=[
            StageAmount(
                currency=tally.currency,
                amount=as_number(f"{tally.amount:f}"),
                weighted=as_number(f"{_weighted(tally, stage):f}"),
            )
            for tally in sums
        ],
    )


def _weighted(tally: Tally, stage: Stage) -> Decimal:
    return (tally.amount * stage.probability / 100).quantize(smallest(tally.currency), ROUND_HALF_UP)
