"""The operation that only reads the clock."""

from bivelio_core.context import Context

from . import state
from .models import Clock, GetClock


def get(_request: GetClock, ctx: Context) -> Clock:
    """Read the clock. Raises Unprocessable in live."""
    state.require_sandbox(ctx.store)
    return state.show(ctx.store, state.load(ctx.store))
