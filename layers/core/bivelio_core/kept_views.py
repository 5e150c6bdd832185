"""What every kind of saved view is: an item each in one partition, of its owner alone or of everybody."""

from collections.abc import Collection
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.index.words import fold
from bivelio_core.store.keys import Kind
from bivelio_core.store.revise import Change, Source, by_id, outliving, revise
from bivelio_core.store.tenant_store import existing

MAXIMUM_VIEWS = 200
"""So many of a kind an organisation may have."""

_OUTLIVING = ("PK", "SK", "owner", "shared", "version", "ttl")


def is_deleted(view: Item) -> bool:
    """Whether a view has been deleted; it stays two days, so that the deletion can be repeated."""
    return "deleted" in view


def may_see(view: Item, ctx: Context) -> bool:
    """Whether a view is there for the caller: it is shared, or the caller's own."""
    return bool(view["shared"]) or view["owner"] == owner(ctx)


def owner(ctx: Context) -> dict[str, str]:
    """The caller as the owner of a view."""
    return {"kind": ctx.actor.kind, "id": ctx.actor.id}


def seen(ctx: Context, kind: Kind) -> list[Item]:
    """The shared views and the caller's own, by name. One Query."""
    views = [view for view in ctx.store.query(kind, consistent=True) if not is_deleted(view) and may_see(view, ctx)]
    return sorted(views, key=lambda view: (fold(view["name"]), view["SK"]))


def make(ctx: Context, kind: Kind, key: EffectKey, sent: dict[str, Any]) -> Item:
    """Make a view, once under the key. Raises Unprocessable for one too many."""
    views = ctx.store.query(kind, limit=MAXIMUM_VIEWS, consistent=False)
    if sum(not is_deleted(view) for view in views) >= MAXIMUM_VIEWS:
        raise Unprocessable.of("name", "max_items", limit=MAXIMUM_VIEWS)
    now = clock.timestamp()
    attributes = {**sent, "owner": owner(ctx), "version": 1, "created_at": now, "updated_at": now}
    return put_once(ctx.store, key, kind, ids.new_id(kind.name, ctx.organisation), attributes)


def replace(
    ctx: Context, kind: Kind, view_id: str, sent: dict[str, Any], fields: Collection[str], version: int | None
) -> Item:
    """Replace the fields of a view: those that are not sent go.

    Raises ResourceNotFound for another's own view, Conflict when the view is not of the requested version.
    """

    def decide(view: Item) -> Change:
        existing(None if is_deleted(view) or not may_see(view, ctx) else view)
        rest = {name: value for name, value in view.items() if name not in fields}
        return Change({**rest, **sent})

    return revise(ctx.store, Source(by_id(kind)), view_id, decide, version=version)


def delete(ctx: Context, kind: Kind, view_id: str) -> None:
    """Delete a view. Again within two days it changes nothing. Raises ResourceNotFound for another's own."""

    def decide(view: Item) -> Change | None:
        existing(view if may_see(view, ctx) else None)
        if is_deleted(view):
            return None
        return Change({**outliving(view, _OUTLIVING, ctx.tenant), "deleted": True})

    revise(ctx.store, Source(by_id(kind)), view_id, decide)
