"""How many examples a property is tried with, and whether they are new ones.

A test run is repeatable: hypothesis draws the same examples each time, so a change passes or fails by its own merit.
`make fuzz` draws new examples, many times more of them; what it finds becomes a test with a name.
"""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings

ARE_NEW = "EXAMPLES" in os.environ
TIMES = int(os.environ.get("EXAMPLES", "1"))
"""How many times the usual number of examples is drawn."""


def use_profile() -> None:
    """Give every property what this run asks for, and no time limit: what an example takes is the machine's affair."""
    profile = settings(
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=not ARE_NEW,
        max_examples=100 * TIMES,
    )
    settings.register_profile("this run", profile)
    settings.load_profile("this run")


def examples(number: int, **changes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A property that is tried with another number of examples than 100."""
    return settings(max_examples=number * TIMES, **changes)
