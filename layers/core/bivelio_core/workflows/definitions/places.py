"""The steps of a definition in their places: where each stands, and whose results it may read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bivelio_core.faults import Fault

from .models import MAXIMUM_NESTING
from .program import FOR_EACH, PARALLEL


@dataclass(frozen=True, slots=True)
class Place:
    """A step in its place: the path of its field, and the results that it may read."""

    raw: Any
    field: str
    position: int
    body: tuple[str, ...]
    visible: frozenset[str]
    loops: int
    depth: int

    @property
    def id(self) -> str:
        """Its id; empty where it has none."""
        name = self.raw.get("id") if isinstance(self.raw, dict) else None
        return name if isinstance(name, str) else ""

    @property
    def type(self) -> str:
        """Its type; anything where it has none."""
        return str(self.raw.get("type")) if isinstance(self.raw, dict) else ""

    def fault(self, field: str, constraint: str, **values: Any) -> Fault:
        """A fault of a field of the step."""
        return Fault(f"{self.field}.{field}" if field else self.field, constraint, {"step": self.id, **values})


def all_places(definition: Mapping[str, Any]) -> Iterator[Place]:
    """Every step of a definition; those of `on_failure` read the steps of the top level."""
    steps = definition["steps"]
    yield from _places(steps, "steps", frozenset(), loops=0, depth=1)
    yield from _places(definition.get("on_failure") or [], "on_failure", frozenset(ids_of(steps)), loops=0, depth=1)


def _places(steps: list[Any], field: str, outer: frozenset[str], *, loops: int, depth: int) -> Iterator[Place]:
    """Every step, those inside others too, in order."""
    body = tuple(ids_of(steps))
    for position, raw in enumerate(steps):
        place = Place(raw, f"{field}[{position}]", position, body, outer | set(body[:position]), loops, depth)
        yield place
        inputs = raw.get("input") if isinstance(raw, dict) else None
        if not isinstance(inputs, dict) or depth > MAXIMUM_NESTING:
            continue
        if raw.get("type") == FOR_EACH and isinstance(inputs.get("steps"), list):
            yield from _places(
                inputs["steps"], f"{place.field}.input.steps", place.visible, loops=loops + 1, depth=depth + 1
            )
        if raw.get("type") == PARALLEL and isinstance(inputs.get("branches"), list):
            for number, branch in enumerate(inputs["branches"]):
                if isinstance(branch, dict) and isinstance(branch.get("steps"), list):
                    inner = f"{place.field}.input.branches[{number}].steps"
                    yield from _places(branch["steps"], inner, place.visible, loops=loops, depth=depth + 1)


def ids_of(steps: list[Any]) -> list[str]:
    """The ids of steps, empty for those that have none."""
    return [str(step.get("id")) if isinstance(step, dict) else "" for step in steps]
