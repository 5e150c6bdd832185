"""The `sort` of lists: the order of creation, or one that a kind declares; `-` for the reverse."""

from collections.abc import Mapping

from bivelio_core.errors import Unprocessable
from bivelio_core.models import ListRequest
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.orders import Order
from bivelio_core.store.index.reader import ListPage
from bivelio_core.store.index.sorting import TooManyToSort, sorted_page
from bivelio_core.store.index.terms import Criteria, Indexed
from bivelio_core.store.tenant_store import TenantStore

NEWEST_FIRST = "-created_at"


def order_of(sort: str | None, orders: Mapping[str, Order]) -> Order | None:
    """The order that a request asks for; None for that of creation."""
    name, is_ascending = direction(sort)
    return None if (order := orders.get(name)) is None else order._replace(ascending=is_ascending)


def direction(sort: str | None) -> tuple[str, bool]:
    """The name of an order, and whether it ascends."""
    return (sort or NEWEST_FIRST).removeprefix("-"), not (sort or NEWEST_FIRST).startswith("-")


def ordered_page(
    store: TenantStore,
    indexed: Indexed,
    clauses: Criteria,
    request: ListRequest,
    order: Order | None,
    *,
    ascending: bool = False,
) -> ListPage:
    """The page of a request, in an order; None is that of creation, which may be `ascending`.

    Raises Unprocessable for a list with more items than are sorted, Conflict for an index that lacks the order.
    """
    page, per_page = request.page, request.per_page
    if order is None:
        return index_reader.list_page(store, indexed, clauses, page=page, per_page=per_page, ascending=ascending)
    try:
        return sorted_page(store, indexed, clauses, order, page=page, per_page=per_page)
    except TooManyToSort as error:
        fault = "too_many_of_a_day" if error.of_one_term else "too_many_to_sort"
        raise Unprocessable.of("sort", fault, limit=error.limit) from error


def sorted_by(
    store: TenantStore,
    indexed: Indexed,
    clauses: Criteria,
    request: ListRequest,
    orders: Mapping[str, Order],
    sort: str | None,
) -> ListPage:
    """The page of a request by its `sort`, one of these orders or that of creation. Raises as `ordered_page`."""
    _, is_ascending = direction(sort)
    return ordered_page(store, indexed, clauses, request, order_of(sort, orders), ascending=is_ascending)
