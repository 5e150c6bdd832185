"""Read the views of contacts."""

from bivelio_core.context import Context
from bivelio_core.store.index.words import fold
from bivelio_core.store.keys import VIEW

from .models import ContactViews, ListViews
from .stored import is_deleted, may_see, show


def views_list(request: ListViews, ctx: Context) -> ContactViews:  # noqa: ARG001 - of every operation
    """The shared views and the caller's own, by name. One Query."""
    views = [view for view in ctx.store.query(VIEW, consistent=True) if not is_deleted(view) and may_see(view, ctx)]
    return ContactViews(views=[show(view) for view in sorted(views, key=lambda view: (fold(view["name"]), view["SK"]))])
