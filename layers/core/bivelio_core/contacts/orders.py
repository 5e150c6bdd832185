"""The order of a list of contacts: that of creation of any list, that of a name or a time of the longest ones."""

from collections.abc import Mapping
from typing import Any

from bivelio_core import sorted_lists
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index.orders import Order
from bivelio_core.store.index.reader import ListPage
from bivelio_core.store.index.terms import Criteria, Indexed

from .activity import DAY
from .custom.conditions import CUSTOM, DeclaredFields
from .models import ListContacts
from .terms import ACTIVE, BY_NAME, UPDATED, order_of_name


def _name(item: Item) -> Any:
    return order_of_name(item["name"])


def _updated(item: Item) -> Any:
    return item["updated_at"]


def _active(item: Item) -> Any:
    return item["last_activity_at"][:DAY] if "last_activity_at" in item else None


ORDERS: Mapping[str, Order] = {
    "name": Order(_name, ascending=True, column=BY_NAME),
    "updated_at": Order(_updated, ascending=True, steps=index_days.steps(UPDATED)),
    "last_activity_at": Order(_active, ascending=True, steps=index_days.steps(ACTIVE, are_equal=True)),
}
"""What decides an order other than that of creation."""


def order_of(sort: str | None, declared: DeclaredFields) -> Order | None:
    """The order that a request asks for, of whose fields those that are `declared` may be named; None for creation's.

    Raises Unprocessable for a declared field by which contacts are not sorted.
    """
    name, ascending = sorted_lists.direction(sort)
    if name.startswith(CUSTOM):
        from .custom.orders import order_by  # noqa: PLC0415 - few lists have such an order

        return order_by(declared, name.removeprefix(CUSTOM), ascending=ascending)
    return sorted_lists.order_of(sort, ORDERS)


def ordered_page(
    clauses: Criteria, indexed: Indexed, request: ListContacts, order: Order | None, ctx: Context
) -> ListPage:
    """The page of a request, in an order. Raises Unprocessable for a list with more items than are sorted."""
    _, ascending = sorted_lists.direction(request.sort)
    return sorted_lists.ordered_page(ctx.store, indexed, clauses, request, order, ascending=ascending)
