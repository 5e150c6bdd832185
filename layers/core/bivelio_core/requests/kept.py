"""The requests that are kept, each under its time and found by its id: failures, and a sample of the others.

A caller's and an organisation's share of an hour is limited, so that a broken client cannot fill the table: what is
beyond is counted and not kept. The shares are counted before the items are written; a batch that is repeated after its
function died in between takes its share twice, so that fewer are kept than the limit, never more.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Update

from .line import Line
from .sampling import SAMPLES_AN_HOUR, is_sampled
from .settings import RequestSettings

CALLER_AN_HOUR = 200
ORGANISATION_AN_HOUR = 1_000
SHARE_KEPT = timedelta(hours=26)
SAMPLES, BY = "samples", "by#"
"""Attributes of an hour: how many good requests were chosen, and how many failures each caller had."""


def is_sample(line: Line) -> bool:
    """Whether a request that succeeded is one of those that are kept: of the sample, or written with its bodies."""
    return line.bodies is not None or is_sampled(line.request_id)


def keep(store: TenantStore, lines: Sequence[Line], settings: RequestSettings) -> int:
    """Keep the requests of a tenant that have a place; returns how many had none. It can be repeated."""
    distinct = {line.request_id: line for line in lines}.values()
    within = [line for line in distinct if clock.now() - line.at < timedelta(days=settings.days)]
    placed = _placed(store, within)
    store.table.put_many([item for line in placed for item in _items(store, line, settings)])
    return len(within) - len(placed)


def _placed(store: TenantStore, lines: Sequence[Line]) -> list[Line]:
    """The lines that are within the limits of their hours."""
    by_hour: dict[str, list[Line]] = {}
    for line in lines:
        by_hour.setdefault(f"{line.at:%Y-%m-%dT%H}", []).append(line)
    return [line for hour, hour_lines in by_hour.items() for line in _placed_in(store, hour, hour_lines)]


def _placed_in(store: TenantStore, hour: str, lines: Sequence[Line]) -> list[Line]:
    """Count the lines in their hour, and choose those that have a place in it.

    The organisation's share is what those of its callers have taken: a caller beyond its own takes nothing from others.
    """
    shares = Counter(_share(line) for line in lines)
    change = Update(add=dict(shares), default={"ttl": clock.ttl(SHARE_KEPT)})
    counted = store.update(keys.REQUEST_SHARE, hour, change)
    used = {name: int(number) - shares[name] for name, number in counted.items() if _is_share(name)}
    placed = []
    for line in lines:
        name = _share(line)
        failures = sum(min(number, CALLER_AN_HOUR) for share, number in used.items() if share != SAMPLES)
        if used[name] < (SAMPLES_AN_HOUR if name == SAMPLES else CALLER_AN_HOUR) and (
            name == SAMPLES or failures < ORGANISATION_AN_HOUR
        ):
            placed.append(line)
        used[name] += 1
    return placed


def _share(line: Line) -> str:
    """Whose share a request takes: its caller's, or that of good ones."""
    return f"{BY}{line.actor}" if line.is_failure else SAMPLES


def _is_share(name: str) -> bool:
    return name == SAMPLES or name.startswith(BY)


def _items(store: TenantStore, line: Line, settings: RequestSettings) -> tuple[Item, Item]:
    """The request and the pointer from its id."""
    place = f"{clock.stamp(line.at)}#{line.request_id}"
    names = ("request_id", "operation", "status", "latency_ms", "actor", "actor_kind", "code", "user_agent")
    bodies = ("bodies",) if settings.keeps_bodies else ()
    about: dict[str, Any] = {name: value for name in (*names, *bodies) if (value := getattr(line, name)) is not None}
    expiry = {"ttl": int((line.at + timedelta(days=settings.days)).timestamp())}
    return (
        store.item(keys.REQUEST_RECORD, place, {**about, "at": clock.stamp(line.at), **expiry}),
        store.item(keys.REQUEST_PLACE, line.request_id, {"place": place, **expiry}),
    )


def before(store: TenantStore, position: str | None, since: str | None, limit: int) -> list[Item]:
    """At most `limit` requests before a position (a place), newest first, from a `clock.stamp` on."""
    items = store.query(keys.REQUEST_RECORD, low=since, high=position, descending=True, limit=limit + 1)
    return [item for item in items if item["SK"] != position][:limit]


def load(store: TenantStore, request_id: str) -> Item:
    """The request with an id. Raises ResourceNotFound."""
    place = existing(store.get(keys.REQUEST_PLACE, request_id))["place"]
    return existing(store.get(keys.REQUEST_RECORD, place))
