"""Check the type of event that a trigger or a step names."""

from collections.abc import Iterator
from difflib import get_close_matches

from bivelio_core import domain
from bivelio_core.faults import Fault

from . import messages


def event_faults(field: str, name: str) -> Iterator[Fault]:
    """The fault of what names no type of event: a run begins with, or waits for, the data of one type."""
    if name in domain.event_types():
        return
    near = get_close_matches(name, domain.event_types(), n=1)
    hint = {"nearest": near[0]} if near else {}
    if "*" in name:
        yield Fault(field, messages.ONE_EVENT, hint)
    else:
        yield Fault(field, "choice", {"expected": ", ".join(domain.event_types()), **hint})
