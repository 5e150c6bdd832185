"""When a failed delivery is retried. Source: the reference, "Política de reintents"."""

import math
from collections.abc import Mapping

from bivelio_core import clock, config

DELAYS_SECONDS = (0, 30, 120, 600, 3600)
"""The wait before the first, second, ... attempt."""

ATTEMPTS = len(DELAYS_SECONDS)
LONGEST_WAIT_SECONDS = 12 * 3600
LONGEST_HOP_SECONDS = 900
"""The longest delay of an SQS message; a longer wait consists of several hops."""

EARLY_SECONDS = 0.5
"""How early a message may be served, since SQS delays by whole seconds."""


def is_due(due_at: float) -> bool:
    """Tell whether an instant (in epoch seconds) has been reached."""
    return due_at - clock.epoch() <= EARLY_SECONDS


def wait_seconds(attempt: int, headers: Mapping[str, str]) -> float:
    """How long to wait before an attempt (2-5): the schedule, or longer if the receiver asked by Retry-After."""
    from bivelio_core.egress.client import retry_after_seconds  # noqa: PLC0415 - loaded where a receiver was asked

    scheduled = DELAYS_SECONDS[attempt - 1] * config.delivery_delay_scale()
    return min(max(scheduled, retry_after_seconds(headers)), LONGEST_WAIT_SECONDS)


def hop_seconds(due_at: float) -> int:
    """The DelaySeconds of the next message on the way to an instant (in epoch seconds)."""
    return max(0, min(LONGEST_HOP_SECONDS, math.ceil(due_at - clock.epoch())))
