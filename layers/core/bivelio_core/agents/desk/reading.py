"""Read the settings of the front desk."""

from bivelio_core.context import Context

from .models import Desk, GetDesk
from .stored import load, show


def desk_get(request: GetDesk, ctx: Context) -> Desk:  # noqa: ARG001 - of every operation
    """The settings. One read."""
    return show(load(ctx.store))
