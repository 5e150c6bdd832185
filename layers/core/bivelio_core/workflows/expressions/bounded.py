"""JMESPath within bounds: the work and the data of an evaluation are limited, and it fails with ExpressionError only.

Expressions are written by customers and evaluated in functions that serve everybody. JMESPath has no loops, but it can
multiply: `to_string` inside `to_string` doubles every backslash, `join` writes a long text between many short ones, a
projection repeats whatever stands behind it. So every node that is visited, and every element and character that is
made, is paid for from an allowance. This module imports jmespath: it is imported with the first expression.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.parser import Parser
from jmespath.visitor import Options, TreeInterpreter

from .values import MAXIMUM_TEXT, ExpressionError, TooLarge, weigh

if TYPE_CHECKING:
    from jmespath.visitor import _TreeNode as Node  # a name of the stubs

SHARE = 16
"""This many elements or characters of a node's value cost as much as the node itself."""

_PYTHONS_OWN = (ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError)
"""What jmespath lets through: `ceil` of infinity, ``contains('abc', `1`)``, `max_by` over mixed values."""


@lru_cache(maxsize=512)
def parse(text: str) -> "Node":
    """The syntax tree of an expression. Raises ExpressionError."""
    try:
        tree = Parser().parse(text).parsed
        json.dumps(tree, ensure_ascii=False).encode()
    except JMESPathError as error:
        raise ExpressionError(f"'{text}': {' '.join(str(error).split())}") from error
    except UnicodeEncodeError as error:  # such a literal could be neither kept nor answered
        raise ExpressionError(f"'{text}': half of a surrogate pair is no character") from error
    except RecursionError as error:
        raise ExpressionError("nested too deeply") from error
    return tree


def search(text: str, scope: Any, allowance: int) -> Any:
    """The value of an expression over a document. Raises ExpressionError."""
    tree = parse(text)
    try:
        return _Bounded(allowance).visit(tree, scope)
    except JMESPathError as error:
        raise ExpressionError(f"'{text}': {error}") from error
    except _PYTHONS_OWN as error:
        raise ExpressionError(f"'{text}' cannot be evaluated: {error}") from error


class _Bounded(TreeInterpreter):
    """An interpreter that charges every visited node to the allowance."""

    def __init__(self, allowance: int) -> None:
        super().__init__(Options(custom_functions=_Functions(self)))
        self._left = allowance

    def pay(self, cost: int) -> None:
        """Raise ExpressionError when the allowance is used up."""
        self._left -= cost
        if self._left < 0:
            raise ExpressionError("the expression does too much: let it read or repeat less")

    def visit(self, node: "Node", *arguments: Any, **options: Any) -> Any:
        """The value of a node."""
        self.pay(1)
        value = super().visit(node, *arguments, **options)
        if isinstance(value, list | str | dict):
            self.pay(len(value) // SHARE)
        return value

    def visit_comparator(self, node: "Node", value: Any) -> Any:
        """Null for what has no order, as the specification has it; jmespath would raise Python's TypeError."""
        try:
            return super().visit_comparator(node, value)
        except TypeError:
            return None


class _Functions(Functions):
    """JMESPath's functions; the elements they make are paid for, and no text is made that a run could not hold."""

    def __init__(self, payer: _Bounded) -> None:
        self._payer = payer

    def call_function(self, function_name: str, resolved_args: Iterable[Any]) -> Any:
        """The value of a function call."""
        match function_name, resolved_args:
            case "to_string", [list() | dict() as whole]:
                weigh(whole)
            case "join", [str() as glue, list() as pieces]:
                _bound_text(len(glue) * len(pieces) + sum(len(piece) for piece in pieces if isinstance(piece, str)))
        value = super().call_function(function_name, resolved_args)
        if isinstance(value, list | dict):
            self._payer.pay(len(value))
        elif isinstance(value, str):
            _bound_text(len(value))
        return value


def _bound_text(length: int) -> None:
    if length > MAXIMUM_TEXT:
        raise TooLarge(f"the expression makes a text of {length} characters, at most {MAXIMUM_TEXT} are allowed")
