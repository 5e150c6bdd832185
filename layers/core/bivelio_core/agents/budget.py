"""The credits that an agent may cost on a day (`daily_credits`): shares of them, taken before an agent is asked.

A share is an attribute of the day's item, made by the one conditional update that adds its credits to those of the
day; so however many invocations are under way, together they never go beyond the limit. What an invocation costs less
is given back by the update that counts it. A function that dies keeps its share, until somebody who is refused looks
what became of its reservation.
"""

from contextlib import suppress

from bivelio_core import clock
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.credits import account
from bivelio_core.credits.account import Reservation
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT_DAY
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, all_of, any_of, compare, present

from . import budget_notices, counters
from .counters import PREFIX, Share


def take(store: TenantStore, agent: Item, held: Reservation) -> Share | None:
    """The share of an execution whose credits are reserved; None without a limit. Raises CreditsExhausted.

    The same execution takes it once, also when it is begun again.
    """
    if not (limit := agent.get("daily_credits")):
        return None
    share, limit = Share(agent["SK"], counters.today(), held.reference, held.credits), int(limit)
    if share.credits > limit:
        raise CreditsExhausted(required=share.credits, available=limit - counters.day(store, share.agent_id).credits)
    day = _day_with(store, share, held, limit)
    if share.name not in day and _freed(store, share, day):
        day = _day_with(store, share, held, limit)
    if share.name in day:
        return share
    raise refused(store, agent, day, share.credits)


def short(store: TenantStore, agent: Item, price: int) -> Item | None:
    """The day, when what was charged leaves too little; else None. It is a look, which takes nothing."""
    if not (limit := agent.get("daily_credits")):
        return None
    day = store.get(AGENT_DAY, agent["SK"], counters.today(), consistent=False) or {}
    return day if counters.settled(day) + price > int(limit) else None


def refused(store: TenantStore, agent: Item, day: Item, price: int) -> CreditsExhausted:
    """The refusal; the owners are told when it is because of what was charged."""
    limit, spent = int(agent["daily_credits"]), counters.settled(day)
    if price <= limit < spent + price:
        budget_notices.ask(store, agent, day, budget_notices.USED_UP)
    return CreditsExhausted(required=price, available=max(0, limit - int(day.get("credits", 0))))


def end(store: TenantStore, agent: Item, share: Share | None, charged: int, milliseconds: int | None) -> None:
    """Count what an invocation cost, and itself if it took `milliseconds` and is completed.

    What it cost less than its share is given back. The owners are told where that is due.
    """
    try:
        day = counters.count(store, agent["SK"], milliseconds, charged, share)
    except ConditionFailed:  # who was refused has freed the share, which had lasted too long
        day = counters.count(store, agent["SK"], milliseconds, 0)
    level = budget_notices.level_of(agent, day)
    if level is not None:
        budget_notices.ask(store, agent, day, level)


def give_back(store: TenantStore, share: Share | None) -> None:
    """Give back the share of an execution that failed; whoever is refused does what this one cannot."""
    if share is not None:
        with suppress(ConditionFailed, ServiceBusy):
            _close(store, share, 0)


def _day_with(store: TenantStore, share: Share, held: Reservation, limit: int) -> Item:
    """The day after an attempt to take a share, which is in it if it was taken, now or before."""
    about = {"credits": share.credits, "reservation": held.id, "at": _now()}
    has_room = any_of(absent("credits"), compare("credits", "<=", limit - share.credits))
    taking = Update(set={share.name: about}, add={"credits": share.credits})
    is_new = absent(share.name)
    try:
        return store.update(AGENT_DAY, share.agent_id, taking, share.day, condition=all_of(is_new, has_room))
    except ConditionFailed as refusal:
        return refusal.item or {}


def _freed(store: TenantStore, share: Share, day: Item) -> bool:
    """Whether shares of functions that died were given back."""
    overdue = _now() - int(account.OVERDUE.total_seconds())
    is_freed = False
    for name, about in day.items():
        if not name.startswith(PREFIX) or about["at"] > overdue:
            continue
        held = account.find(store, about["reservation"])
        if held is None or held.status == "reserved":
            continue
        dead = Share(share.agent_id, share.day, name.removeprefix(PREFIX), int(about["credits"]))
        with suppress(ConditionFailed):
            _close(store, dead, held.charged)
            is_freed = True
    return is_freed


def _close(store: TenantStore, share: Share, charged: int) -> None:
    change = Update(add={"credits": charged - share.credits}, remove=[share.name])
    store.update(AGENT_DAY, share.agent_id, change, share.day, condition=present(share.name))


def _now() -> int:
    return int(clock.real_now().timestamp())
