"""Views as they are stored: an item each, in one partition. A private one is there for its owner alone."""

from bivelio_core import kept_views
from bivelio_core.contacts.custom.conditions import DeclaredFields
from bivelio_core.contacts.filters import filter_criteria
from bivelio_core.contacts.models import ListContacts
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.index.terms import Criteria
from bivelio_core.store.keys import VIEW
from bivelio_core.store.tenant_store import existing

from .models import ContactView

_STORED = tuple(name for name in ContactView.model_fields if name != "id")


def view_of(view_id: str, ctx: Context) -> Item:
    """The view that a request names. Raises Unprocessable for one that the caller does not see."""
    try:
        view = ctx.store.find(VIEW, view_id)
        return existing(None if kept_views.is_deleted(view) or not kept_views.may_see(view, ctx) else view)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("view", "not_found") from error


def conditions_of(view: Item, declared: DeclaredFields) -> Criteria:
    """The criteria of a view's filter, if it has one."""
    conditions = view.get("filter")
    return () if conditions is None else filter_criteria(conditions, declared, ("view", "filter"))


def viewed(request: ListContacts, declared: DeclaredFields, ctx: Context) -> tuple[ListContacts, Criteria]:
    """A request with the order of the view that it names, unless it has one, and the criteria of the view.

    Raises Unprocessable for a view that the caller does not see.
    """
    view = view_of(str(request.view), ctx)
    return request.model_copy(update={"sort": request.sort or view["sort"]}), conditions_of(view, declared)


def show(view: Item) -> ContactView:
    """The resource of an item."""
    return ContactView(id=view["SK"], **{name: view[name] for name in _STORED if name in view})
