"""Views of lists as they are stored."""

from bivelio_core.store.codec import Item

from .models import SavedView

_STORED = tuple(name for name in SavedView.model_fields if name != "id")


def show(view: Item) -> SavedView:
    """The resource of an item."""
    return SavedView(id=view["SK"], **{name: view[name] for name in _STORED if name in view})
