"""The orders of contacts by their declared fields: numbers and dates by their terms, texts and choices by a column.

Terms of numbers and dates are in order as texts, the fine ones within the coarse ones. Contacts without a
value come last.
"""

from typing import Any

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item
from bivelio_core.store.index.numbers import fine_within
from bivelio_core.store.index.orders import Order, Steps

from . import terms
from .conditions import DeclaredFields
from .criteria import indexed_field
from .definitions import Definition
from .values import date_of, decimal_of

SORTED = ("text", "number", "date", "boolean", "select", "currency", "url", "phone", "tax_number")


def order_by(declared: DeclaredFields, name: str, *, ascending: bool) -> Order:
    """The order by a field. Raises Unprocessable for one that is not indexed, or whose values have no order."""
    try:
        definition = indexed_field(declared.read(), name)
    except Unprocessable as error:
        raise Unprocessable([Fault("sort", fault.constraint, fault.values) for fault in error.faults]) from error
    if definition.type not in SORTED:
        raise Unprocessable.of("sort", "choice", expected=", ".join(SORTED))
    if definition.type in terms.IN_COLUMNS:
        return Order(lambda item: _text(definition, item), ascending, column=terms.column_of(definition))
    if definition.type == "date":
        return Order(lambda item: date_of(_value(definition, item)), ascending, steps=_steps(name, "m", _days))
    return Order(lambda item: _number(definition, item), ascending, steps=_steps(name, "c", fine_within))


def _value(definition: Definition, item: Item) -> Any:
    return item["custom_fields"].get(definition.name)


def _text(definition: Definition, item: Item) -> str | None:
    return terms.sort_text(definition, _value(definition, item)) or None


def _number(definition: Definition, item: Item) -> Any:
    value = _value(definition, item)
    return None if value is None else decimal_of(value)


def _steps(name: str, first: str, fine: Any) -> Steps:
    """The steps of a field, whose terms begin with its name."""
    start = len(name) + 1

    def within(coarse: str) -> tuple[str, str]:
        low, high = fine(coarse[start:])
        return f"{name}={low}", f"{name}={high}"

    return Steps(terms.RANGE, (f"{name}={first}", f"{name}={first}~"), within, are_equal=True)


def _days(month: str) -> tuple[str, str]:
    return f"d{month[1:]}", f"d{month[1:]}~"
