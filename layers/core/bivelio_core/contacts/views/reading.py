"""Read the views of contacts."""

from bivelio_core import kept_views
from bivelio_core.context import Context
from bivelio_core.store.keys import VIEW

from .models import ContactViews, ListViews
from .stored import show


def views_list(request: ListViews, ctx: Context) -> ContactViews:  # noqa: ARG001 - of every operation
    """The shared views and the caller's own, by name. One Query."""
    return ContactViews(views=[show(view) for view in kept_views.seen(ctx, VIEW)])
