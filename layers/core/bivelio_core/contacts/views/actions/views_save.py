"""Save a view of contacts: make it, or replace the one that is there."""

from typing import Any

from bivelio_core import clock, ids
from bivelio_core.contacts.custom.conditions import DeclaredFields
from bivelio_core.contacts.filters import filter_criteria
from bivelio_core.contacts.views.models import ContactView, SaveView
from bivelio_core.contacts.views.stored import SOURCE, is_deleted, may_see, owner, show
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.keys import VIEW
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.tenant_store import existing

MAXIMUM_VIEWS = 200


def views_save(request: SaveView, ctx: Context) -> ContactView:
    """Make a view, or replace the one of `id`. With an Idempotency-Key, the same request again makes no second one.

    Raises ValidationError and Unprocessable for a filter that is none, Unprocessable for one view too many,
    ResourceNotFound for another's own view, Conflict when the view is not of the requested version.
    """
    if request.filter is not None:
        filter_criteria(request.filter, DeclaredFields(ctx.store))
    if request.id is None:
        return show(_make(request, ctx))

    def decide(view: Item) -> Change:
        existing(None if is_deleted(view) or not may_see(view, ctx) else view)
        rest = {name: value for name, value in view.items() if name != "filter"}
        return Change({**rest, **_sent(request)})

    return show(revise(ctx.store, SOURCE, request.id, decide, version=request.version))


def _make(request: SaveView, ctx: Context) -> Item:
    views = ctx.store.query(VIEW, limit=MAXIMUM_VIEWS, consistent=False)
    if sum(not is_deleted(view) for view in views) >= MAXIMUM_VIEWS:
        raise Unprocessable.of("name", "max_items", limit=MAXIMUM_VIEWS)
    now = clock.timestamp()
    attributes = {**_sent(request), "owner": owner(ctx), "version": 1, "created_at": now, "updated_at": now}
    key = EffectKey.of("contacts.views_save", ctx.idempotency_key, request)
    return put_once(ctx.store, key, VIEW, ids.new_id(VIEW.name, ctx.organisation), attributes)


def _sent(request: SaveView) -> dict[str, Any]:
    return request.model_dump(exclude={"id", "version"}, exclude_none=True)
