"""Runs, failures and durations by day, counted by the index of runs.

Each run that has ended has one term: its day, how it ended, and the bucket of its duration. So it is counted once,
wherever a function dies, and not while it is retried; the answer reads one range of terms and no run.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.credits.plans import plan_of
from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.index.tally import tally, tally_each
from bivelio_core.store.index.terms import Between, Exact, Term
from bivelio_core.workflows.definitions.messages import DATE_ORDER, TOO_MANY_DAYS
from bivelio_core.workflows.execution.results import COMPLETED, FAILED
from bivelio_core.workflows.execution.runs import CANCELLED, instance_id
from bivelio_core.workflows.execution.stored import load_workflow
from bivelio_core.workflows.terms import ENDED, INSTANCES, WORKFLOW, middle

from .models import Counts, DayCounts, LastRun, RunStatistics, Statistics, WorkflowCounts

MAXIMUM_DAYS, DEFAULT_DAYS = 92, 30

Ended = Counter[tuple[str, int]]
"""How many runs ended with a status, in a bucket of duration."""


def stats(request: RunStatistics, ctx: Context) -> Statistics:
    """What runs came to. Raises Unprocessable for an empty or too long range, and as reading the workflow does."""
    plan = plan_of(ctx.store)
    first, last = _days(request, plan.day_of(clock.now()))
    criteria: Any = ()
    if request.workflow_id is not None:
        load_workflow(ctx.store, request.workflow_id)
        criteria = ((Exact(Term(WORKFLOW, request.workflow_id)),),)
    part = Between(ENDED, f"{first}/", f"{last}/~")
    found = tally(ctx.store, INSTANCES, part, criteria)
    by_day = _by_day(found)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return Statistics(
        from_date=first,
        to_date=last,
        time_zone=plan.time_zone,
        total=Counts(**counts(sum(by_day.values(), Ended()))),
        days=[DayCounts(date=day, **counts(by_day.get(day, Ended()))) for day in days],
        workflows=None if request.workflow_ids is None else _of_each(ctx, part, request.workflow_ids),
    )


def _of_each(ctx: Context, part: Between, workflows: list[str]) -> list[WorkflowCounts]:
    """What the runs of each workflow came to, and its last run."""
    groups = tally_each(ctx.store, INSTANCES, part, [Term(WORKFLOW, workflow) for workflow in workflows])
    each_workflow = []
    for workflow in workflows:
        group = groups[Term(WORKFLOW, workflow)]
        last = None if group.newest is None else _last_run(ctx, group.newest)
        ended = sum(_by_day(group.counts).values(), Ended())
        each_workflow.append(WorkflowCounts(workflow_id=workflow, last_run=last, **counts(ended)))
    return each_workflow


def _last_run(ctx: Context, item: Item) -> LastRun:
    names = [name for name in LastRun.model_fields if name != "instance_id"]
    return LastRun(instance_id=instance_id(ctx.store, item), **{name: item.get(name) for name in names})


def counts(ended: Ended) -> dict[str, Any]:
    """The numbers that an answer shows."""
    by_status: Counter[str] = Counter()
    for (status, _), number in ended.items():
        by_status[status] += number
    timed = sorted((place, number) for (status, place), number in ended.items() if status != CANCELLED)
    return {
        "runs": by_status.total(),
        **{status: by_status[status] for status in (COMPLETED, FAILED, CANCELLED)},
        "p50_ms": percentile(timed, 0.5),
        "p95_ms": percentile(timed, 0.95),
    }


def percentile(timed: Iterable[tuple[int, int]], part: float) -> int | None:
    """The duration that so large a part of the runs took at most, in milliseconds: the middle of its bucket.

    `timed` has buckets in order, and how many runs each has.
    """
    listed = list(timed)
    rank = math.ceil(part * sum(number for _, number in listed))
    for place, number in listed:
        rank -= number
        if rank <= 0:
            return middle(place)
    return None


def _by_day(counts: Mapping[str, int]) -> dict[date, Ended]:
    by_day: dict[date, Ended] = {}
    for text, number in counts.items():
        day, status, place = text.split("/")
        by_day.setdefault(date.fromisoformat(day), Ended())[status, int(place)] += number
    return by_day


def _days(request: RunStatistics, today: date) -> tuple[date, date]:
    """The first and the last day that are asked for."""
    last = request.to_date or max(today, request.from_date or today)
    first = request.from_date or last - timedelta(days=DEFAULT_DAYS - 1)
    if last < first:
        raise Unprocessable.of("to_date", DATE_ORDER)
    if (last - first).days >= MAXIMUM_DAYS:
        raise Unprocessable.of("to_date", TOO_MANY_DAYS, limit=MAXIMUM_DAYS)
    return first, last
