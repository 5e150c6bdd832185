"""Look at a clock that was moved: do what is due, wait until that has come to rest, go to the next moment.

One look does one of these, writes the clock's next revision, and sends the next look. So the function may die at any
line: its message is delivered again and finds either the same work, all of which may be repeated, or the revision that
it wrote itself, and then sends the next look. Of two looks at one revision one can write, and only that one goes on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.moments import Clockwork, Moment
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_clock import of_item
from bivelio_core.store.tenant_store import TenantStore

from . import due, queue, state
from .queue import Look
from .state import ADVANCE

LOOK_SECONDS = 1
"""Between two looks at what was begun. It is at rest when two looks see the same: the stream may have more to tell."""

MOST_LOOKS = 150
"""How often a moment is looked at until all has come to rest; what goes on longer does not hold up the clock."""

MOST_OF_A_DOMAIN = 10_000

AWAITED_TRIES = 5
"""How often a look waits for the clock that it is about: its request may not have written it yet."""

RUNNING_LOOK = timedelta(minutes=15)
"""The longest time between two looks at a clock that runs on."""

SHOWN = 3
Due = Sequence[tuple[Moment, Clockwork]]


def look(store: TenantStore, message: Look) -> None:
    """Do one look, and have the next one done."""
    item, resets_at = state.load(store), store.tenant.resets_at()
    if resets_at is None or resets_at <= clock.real_now():
        return
    if message.revision > item["revision"]:
        if message.tries < AWAITED_TRIES:
            queue.send(message.next_look(), LOOK_SECONDS)
        return
    if item.get(ADVANCE, {}).get("id", "") != message.advance:
        return
    if message.revision < item["revision"]:
        if item.get("by") == message.name:  # this look wrote the revision, and may have died before it sent the next
            _look_again(store, item, LOOK_SECONDS)
        return
    item = {**item, "by": message.name}
    if message.advance:
        with clock.following(of_item(item)):
            _advance(store, item)
    elif not item.get("is_real") and "stopped_at" not in item:
        with clock.following(of_item(item)):
            _run_on(store, item)


def _advance(store: TenantStore, item: Item) -> None:
    under_way, at = item[ADVANCE], clock.parse(item["stopped_at"])
    may_look = under_way["looks"] < MOST_LOOKS
    if may_look and (pairs := _due(store, item, at)):
        _come(store, pairs)
        names = [f"{moment.kind} {moment.name}" for moment, _ in pairs]
        count = len([name for name in names if name not in under_way.get("names", ())])
        about = {"doing": ", ".join(names[:SHOWN]), "done": under_way["done"] + count, "names": names, "seen": ""}
        _go_on(store, item, {**about, "looks": under_way["looks"] + 1}, cursor=clock.stamp(at))
        return
    unrest = due.unrest(store)
    if may_look and (unrest.is_busy or unrest.fingerprint != under_way.get("seen")):
        _go_on(store, item, {"seen": unrest.fingerprint, "looks": under_way["looks"] + 1}, cursor=clock.stamp(at))
        return
    to = clock.parse(under_way["to"])
    if (following := _next(store, item, at, to)) is None:
        _end(store, item, to)
    else:
        fresh = {"looks": 0, "seen": "", "names": [], "doing": ""}
        _go_on(store, item, fresh, stopped_at=clock.stamp(following), delay_seconds=0)


def _due(store: TenantStore, item: Item, until: datetime) -> Due:
    return due.upcoming(store, clock.parse(item["cursor"]), until, MOST_OF_A_DOMAIN)


def _come(store: TenantStore, pairs: Due) -> None:
    for moment, clockwork in pairs:
        clockwork.come(store, moment)


def _next(store: TenantStore, item: Item, at: datetime, to: datetime) -> datetime | None:
    """The next moment at which something falls due; None when nothing does any more."""
    return next((moment.at for moment, _ in _due(store, item, to) if moment.at > at), None)


def _go_on(
    store: TenantStore, item: Item, about: dict[str, Any], delay_seconds: int = LOOK_SECONDS, **also: Any
) -> None:
    """Write how far an advance has come, and have it looked at again."""
    hands = {"stopped_at": also.pop("stopped_at", item["stopped_at"])}
    after = state.changed(item, hands, advance={**item[ADVANCE], **about}, **also)
    if state.write(store, item, after):
        _look_again(store, after, delay_seconds)


def _end(store: TenantStore, item: Item, to: datetime) -> None:
    """Write that an advance has come to its end, where the clock stands or runs on."""
    hands = state.running(to) if item[ADVANCE]["ends"] == "running" else state.stopped(to)
    after = state.changed(item, hands, advance=None, cursor=clock.stamp(to))
    if state.write(store, item, after) and "stopped_at" not in after:
        _look_again(store, after, LOOK_SECONDS)


def _run_on(store: TenantStore, item: Item) -> None:
    """Do what has fallen due since the last look at a clock that runs: its schedules, which nothing real fires."""
    now = clock.now()
    if pairs := _due(store, item, now):
        _come(store, pairs)
        after = state.changed(item, {"ahead_ms": item["ahead_ms"]}, cursor=clock.stamp(now))
        if not state.write(store, item, after):
            return
        item = after
    pause = RUNNING_LOOK
    if (following := _next(store, item, now, now + RUNNING_LOOK)) is not None:
        pause = following - now
    _look_again(store, item, pause.total_seconds())


def _look_again(store: TenantStore, item: Item, delay_seconds: float) -> None:
    queue.send(Look.at(store.tenant, item["revision"], item.get(ADVANCE, {}).get("id", "")), delay_seconds)
