"""Views as they are stored: an item each, in one partition. A private one is there for its owner alone."""

from bivelio_core.contacts.custom.conditions import DeclaredFields
from bivelio_core.contacts.filters import filter_criteria
from bivelio_core.contacts.models import ListContacts
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.index.terms import Criteria
from bivelio_core.store.keys import VIEW
from bivelio_core.store.revise import Source, by_id
from bivelio_core.store.tenant_store import existing

from .models import ContactView

SOURCE = Source(by_id(VIEW))
_STORED = tuple(name for name in ContactView.model_fields if name != "id")


def is_deleted(view: Item) -> bool:
    """Whether a view has been deleted; it stays two days, so that the deletion can be repeated."""
    return "deleted" in view


def may_see(view: Item, ctx: Context) -> bool:
    """Whether a view is there for the caller: it is shared, or the caller's own."""
    return bool(view["shared"]) or view["owner"] == owner(ctx)


def owner(ctx: Context) -> dict[str, str]:
    """The caller as the owner of a view."""
    return {"kind": ctx.actor.kind, "id": ctx.actor.id}


def view_of(view_id: str, ctx: Context) -> Item:
    """The view that a request names. Raises Unprocessable for one that the caller does not see."""
    try:
        view = ctx.store.find(VIEW, view_id)
        return existing(view if may_see(view, ctx) and not is_deleted(view) else None)
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
