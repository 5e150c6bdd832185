"""Why an expression is refused by the shapes of its data: reasons that say what to write instead."""

import difflib
from collections.abc import Iterable

from bivelio_core.expressions.mistakes import LITERALS, hint
from bivelio_core.expressions.reason import Reason
from bivelio_core.expressions.values import ExpressionError

from .shape import NULL_TYPE, Shape, Types

NAMES_SHOWN = 12
SHOWN_CHARACTERS = 100


def no_field(path: str, name: str, shape: Shape) -> ExpressionError:
    """There is no field of the name: the nearest one is told, or all that there are."""
    names = list(shape.fields)
    if name in LITERALS:
        return ExpressionError("root", name=name, known=listed(names), hint=hint(name))
    if near := nearest(name, names):
        return ExpressionError("no_field_near", path=excerpt(path), nearest=near)
    if not names:
        return ExpressionError("no_fields", path=excerpt(path))
    return ExpressionError("no_field", path=excerpt(path), known=listed(names))


def no_object(path: str, around: str | None, name: str, shape: Shape) -> ExpressionError:
    """A field of what has none: of a list its elements are meant."""
    if around and "array" in shape.types:
        return ExpressionError("field_of_list", path=excerpt(path), of=excerpt(around), suggested=f"{around}[].{name}")
    return ExpressionError("field_of_value", path=excerpt(path), types=reasons(shape.types - NULL_TYPE))


def no_list(of: str | None, shape: Shape) -> ExpressionError:
    """Elements of what has none."""
    types = reasons(shape.types - NULL_TYPE)
    return ExpressionError("elements_of_value", of=excerpt(of) if of else Reason("a_value"), types=types)


def null_compared(path: str | None, sign: str, other: Shape) -> ExpressionError:
    """A comparison by order with what can be null, and how to write it."""
    if path is None:
        return ExpressionError("null_compared_value", operator=sign)
    default = "''" if other.types - NULL_TYPE == {"string"} else "`0`"
    about = {"what": excerpt(path), "operator": sign, "check": f"{path} && {path} {sign} ...", "default": default}
    return ExpressionError("null_compared", **about)


def null_given(path: str | None, function: str) -> ExpressionError:
    """A calculation with what can be null, and how to write it."""
    what = excerpt(path) if path else Reason("a_value")
    return ExpressionError("null_given", what=what, name=function, suggested=f"not_null({path or '...'}, `0`)")


def never_equal(sign: str, left: Shape, right: Shape) -> ExpressionError:
    """An equality of two types."""
    sides = {"left": reasons(left.types - NULL_TYPE), "right": reasons(right.types - NULL_TYPE)}
    return ExpressionError("never_equal", operator=sign, **sides)


def never_value(path: str | None, value: str, values: Iterable[str]) -> ExpressionError:
    """A text that a value never is."""
    what, choices = excerpt(path) if path else Reason("a_value"), sorted(values)
    if near := nearest(value, choices):
        return ExpressionError("never_value_near", what=what, value=excerpt(value), nearest=near)
    return ExpressionError("never_value", what=what, value=excerpt(value), known=listed(choices))


def wrong_argument(call: dict[str, object], number: int, types: Types) -> ExpressionError:
    """An argument that is of no type that its function takes; `call` has its name, position and signature."""
    return ExpressionError("argument_type", number=number, types=reasons(types), **call)


def wrong_elements(call: dict[str, object], number: int, expected: tuple[str, ...], types: Types) -> ExpressionError:
    """A list whose elements are of no type that the function takes."""
    about = {"wanted": tuple(map(Reason, expected)), "actual": reasons(types)}
    return ExpressionError("given_element", number=number, name=call["name"], signature=call["signature"], **about)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was perhaps meant."""
    near = difflib.get_close_matches(name[:SHOWN_CHARACTERS], list(names), n=1)
    return near[0] if near else None


def listed(names: list[str]) -> str:
    """Some names, and that there are more."""
    more = ", ..." if len(names) > NAMES_SHOWN else ""
    return ", ".join(map(excerpt, names[:NAMES_SHOWN])) + more


def excerpt(text: str) -> str:
    """A text as a message repeats it."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def reasons(types: Types) -> tuple[Reason, ...]:
    """Types, as a message names them."""
    return tuple(map(Reason, sorted(types)))
