"""Conditions of a list's filter on declared fields: `{"field": "custom_fields.sector", "equals": "retail"}`."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.errors import ApiError, Unprocessable, ValidationError
from bivelio_core.faults import Fault, path
from bivelio_core.store.index.terms import Clause, Criteria, Indexed, negated
from bivelio_core.store.tenant_store import TenantStore

from . import definitions
from .criteria import clause, indexed_field
from .definitions import Definition, Definitions
from .terms import bound

CUSTOM = "custom_fields."
LONGEST_PERIOD = 3_660

Place = tuple[int | str, ...]


class DeclaredFields:
    """The declared fields of a tenant, read when a filter first names one."""

    def __init__(self, store: TenantStore) -> None:
        self.store = store
        self._definitions: Definitions | None = None

    def read(self) -> Definitions:
        """The definitions as they are now."""
        if self._definitions is None:
            self._definitions = definitions.read(self.store)
        return self._definitions

    def bound(self, indexed: Indexed) -> Indexed:
        """The index of contacts, with the terms of declared fields if the filter has named one."""
        return indexed if self._definitions is None else bound(indexed, self._definitions)


def condition(declared: DeclaredFields | None, name: str, operator: str, value: Any, place: Place) -> Criteria:
    """The criteria of a condition at its place in a request. Raises ValidationError, Unprocessable."""
    definition = indexed_field(Definitions() if declared is None else declared.read(), name)
    try:
        return _criteria(definition, operator, value, place)
    except ValidationError as error:
        inside = path(place).removeprefix(".")
        if any(fault.field.startswith(inside) for fault in error.faults):
            raise
        raise Unprocessable([Fault(inside, fault.constraint, fault.values) for fault in error.faults]) from error


def _criteria(definition: Definition, operator: str, value: Any, place: Place) -> Criteria:
    match operator:
        case "empty":
            if not isinstance(value, bool):
                raise _fault(place, "type", expected="boolean")
            having: Criteria = (clause(definition, "exists"),)
            return negated(having) if value else having
        case "range":
            return (_range(definition, value, place),)
        case "begins" | "in" | "equals":
            return (clause(definition, operator, value),)
        case _:
            raise _fault(place, "choice", expected="equals, in, begins, range, empty")


def _range(definition: Definition, value: Any, place: Place) -> Clause:
    """From one value to another, or for a date the last so many days up to today (UTC)."""
    names = ("from", "to", "last_days") if definition.type == "date" else ("from", "to")
    if not isinstance(value, dict):
        raise _fault(place, "type", expected="object")
    if unknown := [name for name in value if name not in names]:
        raise _fault((*place, unknown[0]), "unknown_field")
    if not value or ("last_days" in value and len(value) > 1):
        raise _fault((*place, next(iter(value), "from")), "one_of")
    if "last_days" not in value:
        return clause(definition, "range", (value.get("from"), value.get("to")))
    count, inside = value["last_days"], (*place, "last_days")
    if not isinstance(count, int) or isinstance(count, bool):
        raise _fault(inside, "type", expected="integer")
    if not 1 <= count <= LONGEST_PERIOD:
        raise _fault(inside, "minimum" if count < 1 else "maximum", limit=1 if count < 1 else LONGEST_PERIOD)
    today = clock.now().date()
    return clause(definition, "range", ((today - timedelta(days=count - 1)).isoformat(), today.isoformat()))


def _fault(place: Place, constraint: str, **values: Any) -> ApiError:
    return ValidationError.of(path(place).removeprefix("."), constraint, **values)
