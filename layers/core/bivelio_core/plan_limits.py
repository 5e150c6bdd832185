"""How many requests each plan allows each class of callers a minute and a second (docs/getting-started.md, "Limits").

The classes are counted apart, so that none can use up what another one needs (docs/adr/0063-classes-of-callers.md).
"""

from typing import Literal, NamedTuple

CallerClass = Literal["programs", "people", "publishable", "sign_in", "urls"]
"""Who asks: secret keys; access tokens; publishable keys; `/auth/*` with a publishable key, before there is a token;
calls of the URLs of workflows."""

COUNTERS: dict[CallerClass, str] = {
    "programs": "",
    "people": "people",
    "publishable": "publishable",
    "sign_in": "sign_in",
    "urls": "urls",
}
"""The counter of each class (`counter_sk`)."""

OPEN_TO_ALL: frozenset[CallerClass] = frozenset({"publishable", "sign_in"})
"""The classes whose credential everybody has who opens a web page: each network has a part of them at most."""

SMALLEST_BURST = 10


class Limits(NamedTuple):
    """What a plan allows: requests a minute and a second."""

    per_minute: int
    per_second: int

    @classmethod
    def of_minute(cls, per_minute: int) -> "Limits":
        """So many a minute, of which a tenth may come in one second, at least SMALLEST_BURST."""
        return cls(per_minute, max(per_minute // 10, SMALLEST_BURST))

    @property
    def half(self) -> "Limits":
        """Half of it."""
        return Limits(self.per_minute // 2, self.per_second // 2)


class Throttle(NamedTuple):
    """What an organisation has agreed with the operator: requests a second, and how many at once (a token bucket)."""

    per_second: int
    burst: int


PLANS: dict[str, Limits | None] = {"starter": Limits(100, 20), "pro": Limits(500, 50), "enterprise": None}
"""The limits by plan; None means no counter. Source: the reference, "Rate Limiting"."""


def counter_sk(counter: str, minute: int) -> str:
    """The sort key of the item that counts a minute (since 1970) of a counter; the one without a name is the first."""
    return f"{counter}#{minute}" if counter else str(minute)


def limits_of(plan: str, caller_class: CallerClass) -> Limits | None:
    """What a plan allows a class of callers: all of the plan's limit, publishable keys half of it.

    People share the seconds alone, of which each person has a part (`per_person`).
    """
    limits = PLANS[plan]
    if limits and caller_class == "people":
        return Limits(60 * limits.per_second, limits.per_second)
    return limits.half if limits and caller_class == "publishable" else limits


def per_person(plan: str, caller_class: CallerClass) -> int | None:
    """How many requests a minute one person may make: the plan's limit; None where callers are not people."""
    limits = PLANS[plan]
    return limits.per_minute if limits and caller_class == "people" else None


def per_network(limits: Limits, caller_class: CallerClass) -> int | None:
    """How many requests a minute of a class one network may make; None where it may make all."""
    return limits.per_minute // 2 if caller_class in OPEN_TO_ALL else None
