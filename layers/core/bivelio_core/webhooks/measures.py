"""The metrics of an attempt at a receiver (docs/webhooks.md, "How it works")."""

from .deliver import Attempt


def measures(attempt: Attempt) -> dict[str, tuple[float, str]]:
    """Return name, value and unit; the age is the time from the event's record to the receiver's answer."""
    answer = attempt.answer
    return {
        "DeliveryAttempts": (1, "Count"),
        "DeliveryLatency": (answer.latency_ms, "Milliseconds"),
        "Delivered": (int(answer.is_success), "Count"),
        "DeliveriesLost": (int(attempt.is_final and not answer.is_success), "Count"),
        "WebhooksDisabled": (int(attempt.disabled), "Count"),
        **({"DeliveryAge": (attempt.age_seconds * 1000, "Milliseconds")} if attempt.number == 1 else {}),
    }
