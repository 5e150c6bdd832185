"""The adapter of an environment, imported on first use."""

from importlib import import_module
from typing import Any

from .port import Calendars

ADAPTERS = {"live": "api", "sandbox": "simulated"}


def calendars(environment: str) -> Calendars:
    """Google Calendar, or the sandbox's."""
    module: Any = import_module(f"{__package__}.{ADAPTERS[environment]}")
    adapter: Calendars = module.connect()
    return adapter
