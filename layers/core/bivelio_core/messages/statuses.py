"""The progress of a message: a state machine that only moves forward, so statuses may repeat and arrive out of order.

Each status has a rank, and a write holds only if its rank is above the stored one: whatever the order in which they
arrive, the highest wins. A presumed failure (`outcome_unknown`) is replaced by any status from the provider.
"""

from typing import Any

from bivelio_core import clock

from .models import Status

QUEUED, PRESUMED_FAILED, SENT, FAILED, DELIVERED, READ = 0, 5, 10, 20, 30, 40
RANK: dict[Status, int] = {"queued": QUEUED, "sent": SENT, "failed": FAILED, "delivered": DELIVERED, "read": READ}
"""A message that was delivered did not fail, whatever was said of it before."""


def reached(status: Status, at: str | None = None, error: dict[str, Any] | None = None) -> dict[str, Any]:
    """The attributes of a message that has reached a status."""
    when = at or clock.timestamp()
    presumed = error is not None and error.get("reason") == "outcome_unknown"
    about: dict[str, Any] = {"status": status, "rank": PRESUMED_FAILED if presumed else RANK[status]}
    if status in ("delivered", "read"):
        about[f"{status}_at"] = when
    if error is not None:
        about["error"] = error
    return about


def is_accepted(status: Status) -> bool:
    """Whether a status says that the provider had accepted the message."""
    return status in ("sent", "delivered", "read")
