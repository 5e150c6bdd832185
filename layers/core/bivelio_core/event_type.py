"""What a domain declares of a type of event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

    from bivelio_core.store.tenant_store import TenantStore
    from bivelio_core.store.writes import Write

Named = TypeVar("Named")
Lazy = Callable[[], Named]
"""Gives what a declaration names, and imports it on first use."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event: its description, the model of its data, and an example of it.

    `for_readers` is a function `(data) -> data`: what the feed shows to those who may read and not administer the
    resource; None when they see all of it. `is_documented` is False for a type that the API reference does not list.
    `lead` is of a type that comes so long before something as who waits for it says.
    """

    description: str
    payload: "Lazy[type[BaseModel]]"
    example: Lazy[dict[str, Any]]
    for_readers: Lazy[Callable[[Any], Any]] | None = None
    is_documented: bool = True
    lead: "Lazy[Lead] | None" = None


class Lead:
    """How long before something an event comes.

    `normal` is the one spelling of a text, and raises ValueError for none; `planning` is the write `(store, lead)`
    after which the events of a lead come.
    """

    __slots__ = ("normal", "planning")

    def __init__(self, normal: Callable[[str], str], planning: "Callable[[TenantStore, str], Write]") -> None:
        self.normal, self.planning = normal, planning
