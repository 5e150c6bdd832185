"""The orders of a list of cases beside that of creation."""

from collections.abc import Mapping
from operator import itemgetter
from typing import get_args

from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index.orders import Order, Ranks

from .models import Priority
from .terms import PRIORITY, UPDATED

PRIORITIES = get_args(Priority)


def _urgency(item: Item) -> int:
    return PRIORITIES.index(item["priority"])


ORDERS: Mapping[str, Order] = {
    "priority": Order(_urgency, ascending=True, ranks=Ranks(PRIORITY, PRIORITIES)),
    "updated_at": Order(itemgetter("updated_at"), ascending=True, steps=index_days.steps(UPDATED)),
}
"""What decides each; the lowest priority comes first."""
