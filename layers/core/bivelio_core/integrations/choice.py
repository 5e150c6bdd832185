"""Which connection is chosen, and what chooses it: shared by who sends by a connection and who tells what uses one.

What a step of a workflow will choose is judged by its input as it was saved, where UNKNOWN stands for each value that
an expression gives at the run.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from bivelio_core.providers.messaging.port import CHANNEL_OF
from bivelio_core.store.codec import Item

How = Literal["named", "default", "possible"]
"""`named` by its id or name, the `default` of its channel, or `possible`: what is chosen is known at the run only."""

UNKNOWN: Final = object()
"""A value that is known at the run only."""

GOOGLE_CALENDAR = ("google_calendar",)


class UsingStep(NamedTuple):
    """A step of a workflow that goes by a connection."""

    id: str
    name: str
    type: str
    how: How


class Use(NamedTuple):
    """What goes by a connection: a workflow with its steps, or a part of the platform (`kind` alone)."""

    kind: Literal["workflow", "calendar", "invoices", "messages"]
    how: How
    id: str | None = None
    name: str | None = None
    status: str | None = None
    steps: Sequence[UsingStep] = ()


def providers_of(channel: str) -> Collection[str]:
    """The providers whose connections carry a channel's messages."""
    return [provider for provider, each in CHANNEL_OF.items() if each == channel]


def default_of(every: Sequence[Item], providers: Collection[str]) -> Item | None:
    """What is chosen when no connection is named: the oldest that works, else the oldest; `every` is newest first."""
    candidates = [each for each in reversed(every) if each["provider"] in providers]
    return next((each for each in candidates if each["status"] == "active"), candidates[0] if candidates else None)


def is_default(one: Item, every: Sequence[Item], providers: Collection[str]) -> bool:
    """Whether a connection is the one that is chosen when none is named."""
    return (chosen := default_of(every, providers)) is not None and chosen["SK"] == one["SK"]


def by_channel(step_input: Mapping[str, Any], one: Item, every: Sequence[Item]) -> How | None:
    """How an input with a `channel` and perhaps a `connection_id` goes by a connection; None when it does not."""
    channel, connection_id = CHANNEL_OF.get(one["provider"]), step_input.get("connection_id")
    wanted = step_input.get("channel")
    if channel is None or wanted not in (channel, UNKNOWN):
        return None
    if connection_id is UNKNOWN:
        return "possible"
    if connection_id is not None:
        return "named" if connection_id == one["SK"] else None
    if not is_default(one, every, providers_of(channel)):
        return None
    return "possible" if wanted is UNKNOWN else "default"
