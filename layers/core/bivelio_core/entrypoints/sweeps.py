"""How long a function that the clock invokes may begin new work."""

import time
from collections.abc import Mapping
from typing import Any


def end_of_sweep(event: Mapping[str, Any], seconds: float) -> float:
    """Return the time, of `time.monotonic`, after which nothing new is begun.

    The clock's own events have an empty `detail`. A new version is tried by one with `seconds` 0: it asks what is due,
    and begins nothing (trial.py).
    """
    seconds = (event.get("detail") or {}).get("seconds", seconds)
    return time.monotonic() + seconds if seconds > 0 else 0.0
