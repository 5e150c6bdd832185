"""The usage of the API, from the counts of requests; limits, credits and quotas as they are now."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bivelio_core import clock, domain
from bivelio_core.context import Context
from bivelio_core.credits import ledger, plans
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.messages import charges
from bivelio_core.plan_limits import COUNTERS, PLANS, CallerClass, counter_sk, limits_of, per_network, per_person
from bivelio_core.requests import counting
from bivelio_core.requests.line import FAILED
from bivelio_core.store import keys
from bivelio_core.store.codec import Item

from .models import (
    AgreedLimit,
    ClassLimits,
    CreditsUsed,
    GetUsage,
    MessagesCharged,
    Numbers,
    Quota,
    RequestLimits,
    Usage,
    UsageOfActor,
    UsageOfDay,
    UsageOfHour,
    UsageOfOperation,
    UsageOfStatus,
)

USUAL_DAYS = 30
MAXIMUM_DAYS = 92
SHOWN_ACTORS = 100
HOURS = 24

TOO_MANY_DAYS = register("requests", "too_many_days")

Tally = Counter[str]
"""Numbers by name: `requests` and `failed`."""


def get(request: GetUsage, ctx: Context) -> Usage:
    """The usage of some days. Raises Unprocessable for more than MAXIMUM_DAYS, and for an end before its begin."""
    today = clock.now().date()
    last = request.to or today
    first = request.from_ or last - timedelta(days=USUAL_DAYS - 1)
    if not first <= last < first + timedelta(days=MAXIMUM_DAYS):
        raise Unprocessable.of("to", TOO_MANY_DAYS, limit=MAXIMUM_DAYS)
    with_hours = last >= today and request.actor is None
    read_from = min(first, today - timedelta(days=1)) if with_hours else first
    items = counting.between(ctx.store, str(read_from), str(last))
    counted = [item for item in items if request.operation in (None, _operation(item))]
    return Usage(
        first_day=str(first),
        last_day=str(last),
        by_hour=_by_hour(counted) if with_hours else None,
        **_numbers([item for item in counted if item["SK"] >= str(first)], request.actor, first, last),
        limits=_limits(ctx),
        credits=_credits(ctx),
        quotas=_quotas(ctx),
        messages=[_charged(item) for item in charges.between(ctx.store, f"{first:%Y-%m}", f"{last:%Y-%m}")],
    )


def _numbers(items: Sequence[Item], actor: str | None, first: date, last: date) -> dict[str, Any]:
    total, statuses = Tally(), Counter[int]()
    days, operations, actors = (
        defaultdict[str, Tally](Tally),
        defaultdict[str, Tally](Tally),
        defaultdict[str, Tally](Tally),
    )
    for item in items:
        for who, status, number in _callers(item):
            if actor in (None, who):
                counted = Tally(requests=number, failed=number if status >= FAILED else 0)
                for tally in (total, days[item["SK"][:10]], operations[_operation(item)], actors[who]):
                    tally.update(counted)
                statuses[status] += number
    dates = [str(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    return {
        "total": Numbers(**_figures(total)),
        "by_day": [UsageOfDay(date=day, **_figures(days[day])) for day in dates],
        "by_operation": [UsageOfOperation(operation=name, **_figures(tally)) for name, tally in _most(operations)],
        "by_status": [UsageOfStatus(status=status, requests=number) for status, number in sorted(statuses.items())],
        "by_actor": [_of_actor(who, tally) for who, tally in _most(actors)[:SHOWN_ACTORS]],
    }


def _callers(item: Item) -> Iterator[tuple[str, int, int]]:
    """Who asked for the operation, with which status, how often."""
    for name, number in item.items():
        who, mark, status = name.rpartition("#")
        if mark:
            yield who, int(status), int(number)


def _of_actor(who: str, tally: Tally) -> UsageOfActor:
    return UsageOfActor(actor=who, actor_kind="user" if who.startswith("usr_") else "api_key", **_figures(tally))


def _figures(tally: Tally) -> dict[str, int]:
    return {name: tally[name] for name in ("requests", "failed")}


def _most(tallies: dict[str, Tally]) -> list[tuple[str, Tally]]:
    return sorted(tallies.items(), key=lambda each: (-each[1]["requests"], each[0]))


def _operation(item: Item) -> str:
    return str(item["SK"]).partition("#")[2]


def _by_hour(items: Sequence[Item]) -> list[UsageOfHour]:
    this = clock.now().replace(minute=0, second=0, microsecond=0)
    hours = [this - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    by_day = defaultdict[str, list[Item]](list)
    for item in items:
        by_day[item["SK"][:10]].append(item)
    return [UsageOfHour(at=clock.timestamp(hour), **_of_hour(by_day[f"{hour:%Y-%m-%d}"], hour)) for hour in hours]


def _of_hour(items: Sequence[Item], hour: datetime) -> dict[str, int]:
    names = {"requests": f"h{hour:%H}", "failed": f"f{hour:%H}"}
    return {field: sum(int(item.get(name, 0)) for item in items) for field, name in names.items()}


def _limits(ctx: Context) -> RequestLimits:
    plan, _, throttle = plans.plan_of(ctx.store)
    by_class = _by_class(ctx, plan)
    agreed = AgreedLimit(**throttle._asdict()) if throttle else None
    first = by_class[0]
    own = {"per_minute": first.per_minute, "per_second": first.per_second, "used": first.used}
    return RequestLimits(plan=plan, agreed=agreed, by_class=by_class, **own)


def _by_class(ctx: Context, plan: str) -> list[ClassLimits]:
    """What the plan allows each class of callers, and what has been used of it in this minute."""
    minute = int(clock.epoch()) // 60
    places = {callers: counter_sk(counter, minute) for callers, counter in COUNTERS.items()}
    counted = ctx.store.get_many(keys.RATE_LIMIT, list(places.values())) if PLANS[plan] else {}
    return [_of_class(callers, plan, counted.get(place)) for callers, place in places.items()]


def _of_class(callers: CallerClass, plan: str, counted: Item | None) -> ClassLimits:
    own_part = per_person(plan, callers)
    if (limits := limits_of(plan, callers)) is None:
        unlimited = dict.fromkeys(("per_minute", "per_second", "per_network", "used"))
        return ClassLimits(callers=callers, **unlimited, per_person=own_part)
    used = int((counted or {}).get("m", 0))
    of_network = per_network(limits, callers)
    return ClassLimits(callers=callers, **limits._asdict(), per_network=of_network, per_person=own_part, used=used)


def _credits(ctx: Context) -> CreditsUsed:
    now = ledger.seen(ctx.store)
    return CreditsUsed(
        balance=now.available, reserved=now.reserved, granted=now.granted, next_grant_at=now.next_grant_at
    )


def _charged(item: Item) -> MessagesCharged:
    return MessagesCharged(
        month=item["SK"][: charges.MONTH],
        connection_id=item["connection"],
        number=item["number"] or None,
        category=item["category"],
        billable=int(item.get("billable", 0)),
        free=int(item.get("free", 0)),
    )


def _quotas(ctx: Context) -> list[Quota]:
    allowed = domain.quotas()
    counted = ctx.store.get_many(keys.LIMIT, list(allowed), consistent=True)
    return [
        Quota(
            name=name,
            limit=most() if callable(most) else most,
            used=int(counted.get(name, {}).get("number", 0)),
        )
        for name, most in sorted(allowed.items())
    ]
