"""Read the attempts to deliver events to a webhook."""

from collections.abc import Sequence

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.cursors import decode_cursor, encode_cursor
from bivelio_core.errors import ValidationError
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.webhooks.attempts.models import DeliveryAttempt, DeliveryPage, ListDeliveries
from bivelio_core.webhooks.reading import load

PAGE = 100

MAXIMUM_PAGES = 10
"""A filtered list reads at most this many pages; its page may then hold fewer attempts than asked for."""


def deliveries(query: ListDeliveries, ctx: Context) -> DeliveryPage:
    """Attempts, newest first."""
    load(ctx.store, query.webhook_id)
    position = _decode(query.before) if query.before else "~"
    attempts: list[Item] = []
    for _ in range(MAXIMUM_PAGES):
        items = ctx.store.query(
            keys.DELIVERY_ATTEMPT, query.webhook_id, high=position, descending=True, limit=PAGE, consistent=True
        )
        items = [item for item in items if item["SK"] < position]
        for item in items:
            position = item["SK"]
            if _matches(item, query):
                attempts.append(item)
                if len(attempts) == query.limit:
                    return _page(attempts, encode_cursor(position))
        if len(items) < PAGE - 1:  # the query includes the position itself, which is excluded
            return _page(attempts, None)
    return _page(attempts, encode_cursor(position))


def _page(items: Sequence[Item], next_before: str | None) -> DeliveryPage:
    return DeliveryPage(deliveries=[show_attempt(item) for item in items], next_before=next_before)


def _matches(item: Item, query: ListDeliveries) -> bool:
    return query.event_id in (None, item["event_id"]) and query.outcome in (None, item["outcome"])


def show_attempt(item: Item) -> DeliveryAttempt:
    """An attempt as the API shows it."""
    fields = {name: item.get(name) for name in DeliveryAttempt.model_fields}
    if item.get("next_attempt_at"):
        fields["next_attempt_at"] = clock.timestamp(clock.instant(item["next_attempt_at"]))
    return DeliveryAttempt(**fields)


def _decode(cursor: str) -> str:
    try:
        return decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("before", "format", expected="cursor") from error
