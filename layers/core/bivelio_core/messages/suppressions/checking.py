"""Refuse a message to an address that is suppressed, before anything of it is written."""

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Constraint, register
from bivelio_core.store.codec import Item

from . import stored
from .models import SuppressionReason

REFUSALS: dict[SuppressionReason, Constraint] = {
    "bounced": register("messages", "recipient_bounced"),
    "complained": register("messages", "recipient_complained"),
    "stopped": register("messages", "recipient_stopped"),
    "by_hand": register("messages", "recipient_suppressed"),
}


def require_reachable(suppression: Item | None, field: str, *, is_marketing: bool, is_asked_for: bool) -> None:
    """Raise Unprocessable, of `field` or of the purpose, for what must not go to an address."""
    reason = stored.blocking(suppression, is_marketing=is_marketing, is_asked_for=is_asked_for)
    if reason is not None:
        raise Unprocessable.of("purpose" if is_marketing and reason != "bounced" else field, REFUSALS[reason])
