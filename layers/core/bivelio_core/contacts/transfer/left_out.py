"""The values of a foreign row without those that their fields cannot take, and the warnings about these."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from bivelio_core.contacts.warnings import Finding
from bivelio_core.faults import path

from .repairs import LEFT_OUT

ROUNDS = 3
"""What is left out may bring another fault to light: an address without its place."""

SHOWN = 80
KEPT = frozenset({"id", "type", "version"})
WHOLE = {"tax_id": 1, "emails": 2, "phones": 2, "consents": 2, "websites": 2, "tags": 2}
"""How much of a path is left out together: fields and entries that say nothing without one of their parts."""

Path = tuple[int | str, ...]


def without_faults(model: type[BaseModel], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """The values that a model takes, and a warning for each that was left out."""
    rest, findings = deepcopy(dict(values)), list[Finding]()
    for _ in range(ROUNDS):
        try:
            model.model_validate(rest)
        except PydanticError as error:
            places = [tuple(each["loc"]) for each in error.errors(include_url=False, include_context=False)]
            for place in sorted(set(map(_whole, places)), key=_order, reverse=True):  # the last entry of a list first
                findings += _left_out(rest, place)
        else:
            break
    return rest, findings


def _left_out(rest: dict[str, Any], place: Path) -> list[Finding]:
    """Take a value out. One that is too long for its field is cut where it is a name."""
    top = place[0] if place else ""
    if top in KEPT or top not in rest:
        return []
    if top == "name" or not _is_inside(rest, place):
        return []
    container: Any = rest
    for part in place[:-1]:
        container = container[part]
    value = container.pop(place[-1])
    if not container and len(place) > 1:
        del rest[top]
    return [Finding(LEFT_OUT, path(place).removeprefix("."), _text(value))]


def _whole(place: Path) -> Path:
    return place[: WHOLE.get(str(place[0]), len(place))] if place else place


def _order(place: Path) -> list[str]:
    return [f"{part:04d}" if isinstance(part, int) else part for part in place]


def _is_inside(rest: Any, place: Path) -> bool:
    for part in place:
        try:
            rest = rest[part]
        except (LookupError, TypeError):
            return False
    return True


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = " ".join(str(each) for each in value.values() if isinstance(each, str))
    return str(value)[:SHOWN]
