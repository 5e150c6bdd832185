"""The order of a list of contacts: that of creation of any list, that of a name or a time of some thousands."""

from collections.abc import Callable, Mapping
from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.reader import MAXIMUM_SORTED, ListPage, TooManyToSort
from bivelio_core.store.index.terms import Criteria, Indexed

from .models import ListContacts

TOO_MANY_TO_SORT = register("contacts", "too_many_to_sort")


def _name(item: Item) -> Any:
    return index_words.fold(item["name"]).strip(), item["name"]


KEYS: Mapping[str, Callable[[Item], Any]] = {"name": _name, "updated_at": lambda item: item["updated_at"]}
"""What decides an order other than that of creation. Of equal ones, the newest comes first."""

NEWEST_FIRST = "-created_at"


def ordered_page(clauses: Criteria, indexed: Indexed, request: ListContacts, ctx: Context) -> ListPage:
    """The page of a request, in its order. Raises Unprocessable for a list with more items than are sorted."""
    sort = request.sort or NEWEST_FIRST
    name, ascending = sort.removeprefix("-"), not sort.startswith("-")
    page, per_page = request.page, request.per_page
    if name not in KEYS:
        return index_reader.list_page(ctx.store, indexed, clauses, page=page, per_page=per_page, ascending=ascending)
    order = index_reader.Order(KEYS[name], ascending=ascending)
    try:
        return index_reader.sorted_page(ctx.store, indexed, clauses, order, page=page, per_page=per_page)
    except TooManyToSort as error:
        raise Unprocessable.of("sort", TOO_MANY_TO_SORT, limit=MAXIMUM_SORTED) from error
