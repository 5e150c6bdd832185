"""The order of a list of contacts: that of creation of any list, that of a name or a time of the longest ones."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.reader import ListPage
from bivelio_core.store.index.sorting import Order, TooManyToSort, sorted_page
from bivelio_core.store.index.terms import Criteria, Indexed

from .activity import DAY
from .custom.conditions import CUSTOM, DeclaredFields
from .models import ListContacts
from .terms import ACTIVE, BY_NAME, UPDATED, order_of_name

TOO_MANY_TO_SORT = register("contacts", "too_many_to_sort")
TOO_MANY_OF_A_DAY = register("contacts", "too_many_of_a_day")


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

NEWEST_FIRST = "-created_at"


def order_of(sort: str | None, declared: DeclaredFields) -> Order | None:
    """The order that a request asks for, of whose fields those that are `declared` may be named; None for creation's.

    Raises Unprocessable for a declared field by which contacts are not sorted.
    """
    name, ascending = (sort or NEWEST_FIRST).removeprefix("-"), not (sort or NEWEST_FIRST).startswith("-")
    if name.startswith(CUSTOM):
        from .custom.orders import order_by  # noqa: PLC0415 - few lists have such an order

        return order_by(declared, name.removeprefix(CUSTOM), ascending=ascending)
    return None if (order := ORDERS.get(name)) is None else order._replace(ascending=ascending)


def ordered_page(
    clauses: Criteria, indexed: Indexed, request: ListContacts, order: Order | None, ctx: Context
) -> ListPage:
    """The page of a request, in an order. Raises Unprocessable for a list with more items than are sorted."""
    page, per_page = request.page, request.per_page
    if order is None:
        ascending = request.sort == NEWEST_FIRST.removeprefix("-")
        return index_reader.list_page(ctx.store, indexed, clauses, page=page, per_page=per_page, ascending=ascending)
    try:
        return sorted_page(ctx.store, indexed, clauses, order, page=page, per_page=per_page)
    except TooManyToSort as error:
        fault = TOO_MANY_OF_A_DAY if error.of_one_term else TOO_MANY_TO_SORT
        raise Unprocessable.of("sort", fault, limit=error.limit) from error
