"""The metrics of an attempt at a receiver, and what its line has beside them (docs/webhook-delivery.md)."""

from typing import Any

from .deliver import Attempt


def measures(attempt: Attempt) -> dict[str, tuple[float, str]]:
    """Return name, value and unit; the age is the time from the event's record to the receiver's answer."""
    answer = attempt.answer
    return {
        "DeliveryAttempts": (1, "Count"),
        "Delivered": (int(answer.is_success), "Count"),
        "DeliveriesLost": (int(attempt.is_final and not answer.is_success), "Count"),
        **({"DeliveryAge": (attempt.age_seconds * 1000, "Milliseconds")} if attempt.number == 1 else {}),
    }


def fields(attempt: Attempt) -> dict[str, Any]:
    """What the line is searched by. No alarm and no graph has these figures, so they are no metrics, which are paid."""
    return {
        **attempt.about,
        "DeliveryLatency": attempt.answer.latency_ms,
        "WebhooksDisabled": int(attempt.disabled),
    }
