"""The orders of a list of invoices beside that of creation."""

from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter

from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import numbers as index_numbers
from bivelio_core.store.index.orders import Order

from .terms import DUE, ISSUED, TOTAL, UPDATED


def _due(item: Item) -> str | None:
    return item.get("due_date")


def _total(item: Item) -> Decimal:
    return Decimal(item["total"])


ORDERS: Mapping[str, Order] = {
    "issue_date": Order(itemgetter("issue_date"), ascending=True, steps=index_days.steps(ISSUED, are_equal=True)),
    "due_date": Order(_due, ascending=True, steps=index_days.steps(DUE, are_equal=True)),
    "total": Order(_total, ascending=True, steps=index_numbers.steps(TOTAL)),
    "updated_at": Order(itemgetter("updated_at"), ascending=True, steps=index_days.steps(UPDATED)),
}
"""What decides each; totals of several currencies are compared as numbers."""
