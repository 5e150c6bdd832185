"""When a failed delivery is tried again. The reference, "Política de reintents"."""

import math
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from bivelio_core import clock, config

DELAYS_SECONDS = (0, 30, 120, 600, 3600)
"""Before the first, second, ... attempt."""

ATTEMPTS = len(DELAYS_SECONDS)
LONGEST_WAIT_SECONDS = 12 * 3600
LONGEST_HOP_SECONDS = 900
"""SQS delays no message longer; a longer wait is made of hops."""

EARLY_SECONDS = 0.5
"""How early a message may be served: SQS delays by whole seconds."""


def is_due(due_at: float) -> bool:
    """Whether an instant (in epoch seconds) has come."""
    return due_at - clock.epoch() <= EARLY_SECONDS


def wait_seconds(attempt: int, headers: Mapping[str, str]) -> float:
    """How long to wait before an attempt (2-5): the schedule, or longer if the receiver asked by Retry-After."""
    scheduled = DELAYS_SECONDS[attempt - 1] * config.delivery_delay_scale()
    return min(max(scheduled, retry_after_seconds(headers)), LONGEST_WAIT_SECONDS)


def retry_after_seconds(headers: Mapping[str, str]) -> float:
    """What a Retry-After header asks for (RFC 9110, section 10.2.3), 0 when there is none to be understood.

    The header comes from the receiver, so it may be malformed: a date with a year of twenty digits is ignored.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - clock.now()).total_seconds())


def hop_seconds(due_at: float) -> int:
    """The DelaySeconds of the next message on the way to an instant (in epoch seconds)."""
    return max(0, min(LONGEST_HOP_SECONDS, math.ceil(due_at - clock.epoch())))
