"""The criteria of a condition on a declared field: how a list says which contacts it wants by their custom fields.

    clause(definition, "equals", "retail")      clause(definition, "range", (10, None))

A condition is AND of clauses and so on with others of the same list (store/index/terms.py).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault, path, register
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index.numbers import number_texts
from bivelio_core.store.index.terms import Between, Clause, Exact, Part, Prefix, Selector, Term

from . import terms
from .checking import place
from .definitions import Definition, Definitions
from .values import FIRST_DAY, LAST_DAY, MisfitError, normalised

Operator = Literal["equals", "in", "begins", "range", "exists"]
FIELD_BUILDING = register("contacts", "field_building")
NOT_INDEXED = register("contacts", "not_indexed")
NO_CONDITION = register("contacts", "no_condition")


def indexed_field(declared: Definitions, name: str) -> Definition:
    """The definition of a field by which contacts are found.

    Raises Unprocessable for one that is not declared, archived or not indexed, and while its index is built: no list is
    answered wrongly meanwhile.
    """
    definition = declared.by_name.get(name)
    if definition is None or not definition.is_indexed:
        raise Unprocessable.of(place(name), NOT_INDEXED)
    if definition.building:
        raise Unprocessable.of(place(name), FIELD_BUILDING)
    return definition


def clause(definition: Definition, operator: Operator, value: Any = None) -> Clause:
    """The clause of a condition: `in` takes a list, `range` a pair whose ends may be None, `exists` nothing.

    Raises Unprocessable for a value that the field cannot have, and for an operator that its type does not have.
    """
    match operator:
        case "exists":
            return (Exact(Term(terms.FACET, definition.name)),)
        case "equals":
            return tuple(_equal(definition, value))
        case "in":
            return tuple(selector for each in value for selector in _equal(definition, each))
        case "begins" if definition.type in terms.TEXTS:
            return (_begins(definition, value),)
        case "range" if definition.type == "date":
            return _days(definition, *value)
        case "range" if definition.type in terms.NUMBERS:
            return tuple(_numbers(definition, *value))
        case _:
            raise Unprocessable.of(place(definition.name), NO_CONDITION, expected=operator)


def _value(definition: Definition, value: Any) -> Any:
    try:
        options = [value] if definition.type == "multi_select" else value
        stored = normalised(definition, options)
    except MisfitError as misfit:
        field = place(definition.name) + path(misfit.place)
        raise Unprocessable([Fault(field, misfit.constraint, misfit.values)]) from misfit
    return stored[0] if definition.type == "multi_select" else stored


def _equal(definition: Definition, value: Any) -> Iterator[Part]:
    stored = _value(definition, value)
    if definition.type in terms.CHOSEN:
        yield Exact(Term(terms.FACET, f"{definition.name}={terms.facet_text(stored)}"))
    elif definition.type == "date":
        yield from _days(definition, stored, stored)
    elif definition.type in terms.NUMBERS:
        yield from _numbers(definition, stored, stored)
    else:
        yield Exact(Term(terms.TEXT, terms.text_term(definition, stored)))


def _begins(definition: Definition, value: Any) -> Prefix:
    folded = terms.folded(definition, value) if isinstance(value, str) else ""
    if len(folded) < terms.SPREAD:
        raise Unprocessable.of(place(definition.name), "min_length", limit=terms.SPREAD)
    if len(folded) > terms.COMPARED:
        raise Unprocessable.of(place(definition.name), "max_length", limit=terms.COMPARED)
    return Prefix(terms.TEXT, terms.text_beginning(definition, folded))


def _days(definition: Definition, first: Any, last: Any) -> Clause:
    low = FIRST_DAY if first is None else date.fromisoformat(_value(definition, first))
    high = LAST_DAY if last is None else date.fromisoformat(_value(definition, last))
    if high < low:
        raise Unprocessable.of(place(definition.name), "minimum", limit=low.isoformat())
    name = definition.name
    return tuple(
        Between(terms.RANGE, f"{name}={each.low}", f"{name}={each.high}")
        for each in index_days.between(terms.RANGE, low, high)
        if isinstance(each, Between)
    )


def _numbers(definition: Definition, low: Any, high: Any) -> Iterator[Selector]:
    """The numbers from one to another: fine terms at both ends, and the coarse ones of all between."""
    least = None if low is None else _decimal(_value(definition, low))
    most = None if high is None else _decimal(_value(definition, high))
    if least is not None and most is not None and most < least:
        raise Unprocessable.of(place(definition.name), "minimum", limit=least)
    first, first_bucket = ("n", "c") if least is None else number_texts(least)
    last, last_bucket = ("n~", "c~") if most is None else number_texts(most)
    if first_bucket == last_bucket:
        yield _between(definition, first, last)
        return
    if least is not None:
        yield _between(definition, first, _highest(first_bucket))
    yield from _inner(definition, first_bucket, last_bucket)
    if most is not None:
        yield _between(definition, _lowest(last_bucket), last)


def _lowest(bucket: str) -> str:
    """The lowest fine text of a bucket: `np5015` for `cp50150`, since 5 is written without its zeros."""
    fine = "n" + bucket[1:]
    return fine.rstrip("0") if bucket.startswith("cp") else fine


def _highest(bucket: str) -> str:
    """The highest fine text of a bucket: -5, `nn4984~`, ends the bucket of -5.09, in which digits are turned round."""
    fine = "n" + bucket[1:]
    if bucket == "co":
        return fine
    return fine[:-1] + "~" if bucket.startswith("cn") and bucket.endswith("9") else fine + "~~"


def _inner(definition: Definition, first: str, last: str) -> Iterator[Selector]:
    """The coarse terms between two, without both. `$` comes after the `#` that ends a term in a key, before digits."""
    low, high = first + "$", last[:-1] + chr(ord(last[-1]) - 1) + "~"
    if low < high:
        yield _between(definition, low, high)


def _between(definition: Definition, low: str, high: str) -> Between:
    return Between(terms.RANGE, f"{definition.name}={low}", f"{definition.name}={high}")


def _decimal(number: Any) -> Decimal:
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def fields_of(conditions: Sequence[tuple[str, Operator, Any]], declared: Definitions) -> tuple[Clause, ...]:
    """The clauses of several conditions, each a name, an operator and a value."""
    return tuple(clause(indexed_field(declared, name), operator, value) for name, operator, value in conditions)
