"""Read connections: one, a page of them, or what uses one."""

from bivelio_core import domain
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.models import Pagination
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION

from . import connections
from .choice import Use
from .models import (
    Connection,
    ConnectionPage,
    GetIntegration,
    ListIntegrations,
)
from .show import show
from .use_models import ConnectionUse, ConnectionUsePage, ListUses, StepByConnection

REMOVED = "removed"
"""The status of the example to remove once it is removed (samples.py)."""


def page(request: ListIntegrations, ctx: Context) -> ConnectionPage:
    """A page of the connections, newest first. All are read: there are at most 50."""
    items = [each for each in connections.every(ctx.store) if request.provider in (None, each["provider"])]
    return ConnectionPage(
        connections=[show(each, ctx) for each in request.slice_of(items)],
        pagination=Pagination.of(request, len(items)),
    )


def get(request: GetIntegration, ctx: Context) -> Connection:
    """Read a connection, without its secrets."""
    return show(load(ctx, request.id), ctx)


def load(ctx: Context, connection_id: str) -> Item:
    """The connection of an id. Raises ResourceForbidden or ResourceNotFound."""
    item = ctx.store.find(CONNECTION, connection_id)
    if item["status"] == REMOVED:
        raise ResourceNotFound
    return item


def uses(request: ListUses, ctx: Context) -> ConnectionUsePage:
    """A page of what uses a connection, without what the caller may not read."""
    one, every = load(ctx, request.id), connections.every(ctx.store)
    users: list[Use] = []
    left_out = []
    for resource, reference in domain.users_of_connections():
        if allows(ctx.scopes, resource, "read"):
            users += reference()(ctx.store, one, every)
        else:
            left_out.append(resource)
    users.sort(key=lambda use: use.kind == "workflow")
    return ConnectionUsePage(
        uses=[_use(use) for use in request.slice_of(users)],
        left_out=sorted(left_out) or None,
        pagination=Pagination.of(request, len(users)),
    )


def _use(use: Use) -> ConnectionUse:
    steps = [StepByConnection(**step._asdict()) for step in use.steps]
    return ConnectionUse(**{**use._asdict(), "steps": steps or None})
