"""Read the views of lists."""

from bivelio_core import kept_views
from bivelio_core.context import Context
from bivelio_core.store.keys import LIST_VIEW

from .models import ListSavedViews, SavedViews
from .stored import show


def page(request: ListSavedViews, ctx: Context) -> SavedViews:
    """The shared views and the caller's own, of one list or of all, by name. One Query."""
    views = kept_views.seen(ctx, LIST_VIEW)
    return SavedViews(views=[show(view) for view in views if request.list in (None, view["list"])])
