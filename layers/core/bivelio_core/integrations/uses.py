"""What uses a connection: each domain tells its own part, by its declaration (`uses_connections`)."""

from bivelio_core import domain
from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.scopes import allows

from . import connections
from .choice import Use
from .models import ConnectionUse, ConnectionUsePage, ListUses, StepByConnection
from .service import load


def page(request: ListUses, ctx: Context) -> ConnectionUsePage:
    """A page of what uses a connection, without what the caller may not read."""
    one, every = load(ctx, request.id), connections.every(ctx.store)
    found: list[Use] = []
    left_out = []
    for resource, reference in domain.users_of_connections():
        if allows(ctx.scopes, resource, "read"):
            found += domain.resolve(reference)(ctx.store, one, every)
        else:
            left_out.append(resource)
    found.sort(key=lambda use: use.kind == "workflow")
    return ConnectionUsePage(
        uses=[_show(use) for use in request.slice_of(found)],
        left_out=sorted(left_out) or None,
        pagination=Pagination.of(request, len(found)),
    )


def _show(use: Use) -> ConnectionUse:
    steps = [StepByConnection(**step._asdict()) for step in use.steps]
    return ConnectionUse(**{**use._asdict(), "steps": steps or None})
