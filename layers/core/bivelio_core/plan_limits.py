"""How many requests each plan allows a minute and a second (docs/getting-started.md, "Limits")."""

from typing import NamedTuple

SMALLEST_BURST = 10


class Limits(NamedTuple):
    """What a plan allows: requests a minute and a second."""

    per_minute: int
    per_second: int

    @classmethod
    def of_minute(cls, per_minute: int) -> "Limits":
        """So many a minute, of which a tenth may come in one second, at least SMALLEST_BURST."""
        return cls(per_minute, max(per_minute // 10, SMALLEST_BURST))


class Throttle(NamedTuple):
    """What an organisation has agreed with the operator: requests a second, and how many at once (a token bucket)."""

    per_second: int
    burst: int


PLANS: dict[str, Limits | None] = {"starter": Limits(100, 20), "pro": Limits(500, 50), "enterprise": None}
"""The limits by plan; None means no counter. Source: the reference, "Rate Limiting"."""
