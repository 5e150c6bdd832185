"""JMESPath within bounds: the work and the data of an evaluation are limited, and it fails with ExpressionError only.

Expressions are written by customers and evaluated in functions that serve everybody. JMESPath has no loops, but it can
multiply: `to_string` inside `to_string` doubles every backslash, `join` writes a long text between many short ones, a
projection repeats whatever stands behind it. So every node that is visited, and every element and character that is
made, is paid for from an allowance, and the functions declared in `functions/` pay for their work. This module imports
jmespath: it is imported with the first expression.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.lexer import Lexer
from jmespath.parser import Parser
from jmespath.visitor import Options, TreeInterpreter

from .functions.catalogue import FUNCTIONS
from .functions.declared import EvaluationContext, Function
from .mistakes import corrected
from .values import MAXIMUM_TEXT, ExpressionError, TooLarge, weigh

if TYPE_CHECKING:
    from jmespath.visitor import _TreeNode as Node  # a name of the stubs

SHARE = 16
"""This many elements or characters of a node's value cost as much as the node itself."""

_PYTHONS_OWN = (ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError)
"""What jmespath lets through: `ceil` of infinity, ``contains('abc', `1`)``, `max_by` over mixed values."""


class _PlacingParser(Parser):
    """A parser that notes where a function is called: `start`, the index of its name in the expression."""

    _CACHE: dict[str, Any] = {}  # noqa: RUF012 - jmespath's own parsers share theirs

    def _token_led_lparen(self, left: Any) -> Any:
        start = self._lookahead_token(-2)["start"]  # type: ignore[attr-defined]
        return {**super()._token_led_lparen(left), "start": start}  # type: ignore[misc]


@lru_cache(maxsize=512)
def parse(text: str) -> "Node":
    """The syntax tree of an expression; its calls have a `start`. Raises ExpressionError."""
    try:
        tree = _PlacingParser().parse(text).parsed
        json.dumps(tree, ensure_ascii=False).encode()
    except JMESPathError as error:
        if (suggested := corrected(text, tokens, _parses)) is not None:
            raise ExpressionError(f"'{text}': numbers stand between backticks: {suggested}") from error
        raise ExpressionError(f"'{text}': {' '.join(str(error).split())}") from error
    except UnicodeEncodeError as error:  # such a literal could be neither kept nor answered
        raise ExpressionError(f"'{text}': half of a surrogate pair is no character") from error
    except RecursionError as error:
        raise ExpressionError("nested too deeply") from error
    return tree


def tokens(text: str) -> list[Any]:
    """The tokens of an expression: `type`, `value`, `start` and `end`. Raises JMESPathError."""
    return [*Lexer().tokenize(text)]


def _parses(text: str) -> bool:
    try:
        Parser().parse(text)
    except (JMESPathError, RecursionError):
        return False
    return True


def search(text: str, scope: Any, allowance: int, context: EvaluationContext) -> Any:
    """The value of an expression over a document. Raises ExpressionError."""
    return search_tree(parse(text), scope, allowance, context, text)


def search_tree(
    tree: Mapping[str, Any], scope: Any, allowance: int, context: EvaluationContext, text: str = "the expression"
) -> Any:
    """The value of a syntax tree over a document; errors call it by its text. Raises ExpressionError."""
    try:
        return _Bounded(allowance, context).visit(cast("Node", tree), scope)
    except JMESPathError as error:
        raise ExpressionError(f"'{text}': {error}") from error
    except _PYTHONS_OWN as error:
        raise ExpressionError(f"'{text}' cannot be evaluated: {error}") from error


class _Bounded(TreeInterpreter):
    """An interpreter that charges every visited node to the allowance; it is the Evaluation of our functions."""

    def __init__(self, allowance: int, context: EvaluationContext) -> None:
        super().__init__(Options(custom_functions=_Functions(self)))
        self._left = allowance
        self.context = context

    def pay(self, cost: int) -> None:
        """Raise ExpressionError when the allowance is used up."""
        self._left -= cost
        if self._left < 0:
            raise ExpressionError("the expression does too much: let it read or repeat less")

    def apply(self, expression: Any, element: Any) -> Any:
        """The value of an argument `&expression` over an element."""
        return expression.visit(expression.expression, element)

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
    """JMESPath's functions and ours; the elements they make are paid for, and no text that a run could not hold."""

    def __init__(self, evaluation: _Bounded) -> None:
        self._evaluation = evaluation

    def call_function(self, function_name: str, resolved_args: Iterable[Any]) -> Any:
        """The value of a function call."""
        match function_name, resolved_args:
            case "to_string", [list() | dict() as whole]:
                weigh(whole)
            case "join", [str() as glue, list() as pieces]:
                _bound_text(len(glue) * len(pieces) + sum(len(piece) for piece in pieces if isinstance(piece, str)))
        value = self._called(function_name, list(resolved_args))
        if isinstance(value, list | dict):
            self._evaluation.pay(len(value))
        elif isinstance(value, str):
            _bound_text(len(value))
        return value

    def _called(self, name: str, given: list[Any]) -> Any:
        function = FUNCTIONS.get(name)
        if function is None or function.call is None:
            return super().call_function(name, given)
        self._check(function, given)
        return function.call(self._evaluation, *given)

    def _check(self, function: Function, given: list[Any]) -> None:
        """Raise JMESPathError for arguments of a wrong type, ExpressionError for a wrong number of them."""
        if not function.takes(len(given)):
            raise ExpressionError(f"{function.name} takes other arguments: {function.signature}")
        for position, argument in enumerate(given):
            parameter = function.parameter(position)
            if parameter.types and not (parameter.is_optional and argument is None):
                self._type_check_single(argument, [*parameter.types], function.name)  # type: ignore[attr-defined]


def _bound_text(length: int) -> None:
    if length > MAXIMUM_TEXT:
        raise TooLarge(f"the expression makes a text of {length} characters, at most {MAXIMUM_TEXT} are allowed")
