"""The orders of a list of deals beside that of creation."""

from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter

from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import numbers as index_numbers
from bivelio_core.store.index.orders import Order

from .terms import AMOUNT, EXPECTED, UPDATED


def _expected(item: Item) -> str | None:
    return item.get("expected_close")


def _amount(item: Item) -> Decimal | None:
    return Decimal(item["amount"]) if "amount" in item else None


ORDERS: Mapping[str, Order] = {
    "expected_close": Order(_expected, ascending=True, steps=index_days.steps(EXPECTED, are_equal=True)),
    "amount": Order(_amount, ascending=True, steps=index_numbers.steps(AMOUNT)),
    "updated_at": Order(itemgetter("updated_at"), ascending=True, steps=index_days.steps(UPDATED)),
}
"""What decides each; amounts in several currencies are compared as numbers."""
