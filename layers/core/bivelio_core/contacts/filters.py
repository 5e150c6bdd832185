"""The `filter` of a list as criteria: conditions that are combined with `and`, `or` and `not`.

Such as `{"and": [{"field": "type", "equals": "company"}, {"not": {"field": "owner_id", "empty": true}}]}`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, get_args

from bivelio_core import clock
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import path, register
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import All, Clause, Criteria, Exact, Not, Prefix, Term, TermField, negated

from .custom.conditions import CUSTOM, DeclaredFields, condition
from .fields import ContactType
from .terms import ACTIVE, CITY, COMPANY, CONSENT, CREATED, HAS, OWNER, TAG, TYPE, UPDATED, city

MAXIMUM_DEPTH, MAXIMUM_CONDITIONS, MAXIMUM_VALUES = 5, 30, 60
LONGEST_VALUE, SHORTEST_BEGINNING, LONGEST_PERIOD = 254, 2, 3_660
COMBINATIONS = ("and", "or", "not")
OPERATORS = ("equals", "in", "begins", "range", "empty")

RANGE_ORDER = register("contacts", "range_order")

Place = tuple[int | str, ...]
"""The path of a part inside the request."""


class FilterField(NamedTuple):
    """How a field is asked for: its terms, its operators, its values, and its name among those that may be empty."""

    terms: TermField | None
    operators: tuple[str, ...]
    compared: Callable[[str], str] = str
    choices: tuple[str, ...] = ()
    may_lack: str | None = None


_VALUES = ("equals", "in")
FIELDS: Mapping[str, FilterField] = {
    "type": FilterField(TYPE, _VALUES, choices=get_args(ContactType)),
    "tags": FilterField(TAG, (*_VALUES, "empty"), may_lack="tags"),
    "owner_id": FilterField(OWNER, (*_VALUES, "empty"), may_lack="owner_id"),
    "company_id": FilterField(COMPANY, (*_VALUES, "empty"), may_lack="company_id"),
    "city": FilterField(CITY, (*_VALUES, "begins", "empty"), compared=city, may_lack="city"),
    "consent": FilterField(CONSENT, (*_VALUES, "empty"), may_lack="consent"),
    "email": FilterField(
        index_words.EMAIL,
        (*_VALUES, "begins", "empty"),
        compared=lambda text: index_words.email_term(text).text,
        may_lack="email",
    ),
    "phone": FilterField(None, ("empty",), may_lack="phone"),
    "tax_id": FilterField(None, ("empty",), may_lack="tax_id"),
    "created_at": FilterField(CREATED, ("range",)),
    "updated_at": FilterField(UPDATED, ("range",)),
    "last_activity_at": FilterField(ACTIVE, ("range", "empty"), may_lack="last_activity_at"),
}


def filter_criteria(conditions: Any, declared: DeclaredFields | None = None, place: Place = ("filter",)) -> Criteria:
    """The criteria of a filter at a place of the request, which may name the fields that are `declared`.

    Raises ValidationError, and Unprocessable for a range whose end is before its begin.
    """
    return _Reader(declared).criteria(conditions, place, 1)


class _Reader:
    """Reads a filter, and counts its conditions and values."""

    def __init__(self, declared: DeclaredFields | None) -> None:
        self.declared = declared
        self.condition_count = self.value_count = 0

    def criteria(self, part: Any, place: Place, depth: int) -> Criteria:
        """The criteria of a part at its place."""
        if not isinstance(part, dict):
            raise _fault(place, "type", expected="object")
        if depth > MAXIMUM_DEPTH:
            raise _fault(place, "max_depth", limit=MAXIMUM_DEPTH)
        if "field" in part:
            return self._condition(part, place)
        combination = _only(part, COMBINATIONS, place)
        inside = (*place, combination)
        if combination == "not":
            return negated(self.criteria(part["not"], inside, depth + 1))
        parts = part[combination]
        if not isinstance(parts, list):
            raise _fault(inside, "type", expected="array")
        if not parts:
            raise _fault(inside, "min_items", limit=1)
        read = [self.criteria(each, (*inside, number), depth + 1) for number, each in enumerate(parts)]
        return tuple(clause for each in read for clause in each) if combination == "and" else (_any(read),)

    def _condition(self, part: dict[str, Any], place: Place) -> Criteria:
        self.condition_count += 1
        if self.condition_count > MAXIMUM_CONDITIONS:
            raise _fault(place, "max_items", limit=MAXIMUM_CONDITIONS)
        name = part["field"]
        operator = _only({key: part[key] for key in part if key != "field"}, OPERATORS, place)
        value, inside = part[operator], (*place, operator)
        if isinstance(name, str) and name.startswith(CUSTOM) and self.declared is not None:
            if operator == "in":
                self._check_list(value, inside)
            return condition(self.declared, name.removeprefix(CUSTOM), operator, value, inside)
        field = FIELDS.get(name) if isinstance(name, str) else None
        if field is None:
            raise _fault((*place, "field"), "choice", expected=", ".join((*FIELDS, f"{CUSTOM}<name>")))
        return self._of_field(field, operator, value, inside)

    def _of_field(self, field: FilterField, operator: str, value: Any, inside: Place) -> Criteria:
        if operator not in field.operators:
            raise _fault(inside, "choice", expected=", ".join(field.operators))
        if operator == "empty":
            return _empty(field, value, inside)
        if field.terms is None:
            raise _fault(inside, "choice", expected=", ".join(field.operators))
        if operator == "range":
            return (_range(field.terms, value, inside),)
        values = value if operator == "in" and isinstance(value, list) else [value]
        if operator == "in":
            self._check_list(value, inside)
        read = [
            _text(each, field, (*inside, number) if operator == "in" else inside) for number, each in enumerate(values)
        ]
        if operator == "begins":
            if len(read[0]) < SHORTEST_BEGINNING:
                raise _fault(inside, "min_length", limit=SHORTEST_BEGINNING)
            return ((Prefix(field.terms, read[0]),),)
        if field.terms is COMPANY and self.declared is not None:
            from .merging.companies import ids_of_companies  # noqa: PLC0415 - only for this condition

            read = ids_of_companies(self.declared.store, read)
        return (tuple(Exact(Term(field.terms, each)) for each in dict.fromkeys(read)),)

    def _check_list(self, values: Any, place: Place) -> None:
        if not isinstance(values, list):
            raise _fault(place, "type", expected="array")
        if not values:
            raise _fault(place, "min_items", limit=1)
        self.value_count += len(values)
        if self.value_count > MAXIMUM_VALUES:
            raise _fault(place, "max_items", limit=MAXIMUM_VALUES)


def _any(read: Sequence[Criteria]) -> Clause:
    """The clause that holds where any of several criteria does."""
    return tuple(part for each in read for part in (each[0] if len(each) == 1 else (All(each),)))


def _only(part: Mapping[str, Any], names: Sequence[str], place: Place) -> str:
    """The one of some names that a part has."""
    if unknown := [name for name in part if name not in names]:
        raise _fault((*place, unknown[0]), "unknown_field")
    if len(part) != 1:
        raise _fault((*place, next(iter(part), names[0])), "one_of")
    return next(iter(part))


def _empty(field: FilterField, value: Any, place: Place) -> Criteria:
    if not isinstance(value, bool):
        raise _fault(place, "type", expected="boolean")
    has = Exact(Term(HAS, field.may_lack or ""))
    return ((Not(has) if value else has,),)


def _text(value: Any, field: FilterField, place: Place) -> str:
    if not isinstance(value, str):
        raise _fault(place, "type", expected="string")
    if field.choices and value not in field.choices:
        raise _fault(place, "choice", expected=", ".join(field.choices))
    if len(value) > LONGEST_VALUE:
        raise _fault(place, "max_length", limit=LONGEST_VALUE)
    if not (text := field.compared(value)):
        raise _fault(place, "min_length", limit=1)
    return text


def _range(field: TermField, value: Any, place: Place) -> Clause:
    """The days of a range: from one, to another, or the last so many up to today (UTC)."""
    if not isinstance(value, dict):
        raise _fault(place, "type", expected="object")
    if unknown := [name for name in value if name not in ("from", "to", "last_days")]:
        raise _fault((*place, unknown[0]), "unknown_field")
    if not value or ("last_days" in value and len(value) > 1):
        raise _fault((*place, next(iter(value), "from")), "one_of")
    first, last = _period(value["last_days"], (*place, "last_days")) if "last_days" in value else _ends(value, place)
    try:
        return index_days.between(field, first, last)
    except ValueError as error:
        raise Unprocessable.of(path((*place, "to")).removeprefix("."), RANGE_ORDER) from error


def _period(count: Any, place: Place) -> tuple[date, date]:
    if not isinstance(count, int) or isinstance(count, bool):
        raise _fault(place, "type", expected="integer")
    if count < 1:
        raise _fault(place, "minimum", limit=1)
    if count > LONGEST_PERIOD:
        raise _fault(place, "maximum", limit=LONGEST_PERIOD)
    today = clock.now().date()
    return today - timedelta(days=count - 1), today


def _ends(value: Mapping[str, Any], place: Place) -> tuple[date, date]:
    first, last = (
        _day(value[name], (*place, name)) if name in value else end
        for name, end in zip(("from", "to"), index_days.OPEN_ENDS, strict=True)
    )
    return first, last


def _day(value: Any, place: Place) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != value or not index_days.OPEN_ENDS[0] <= day <= index_days.OPEN_ENDS[1]:
        raise _fault(place, "format", expected="date")
    return day


def _fault(place: Place, constraint: str, **values: Any) -> ValidationError:
    return ValidationError.of(path(place).removeprefix("."), constraint, **values)
