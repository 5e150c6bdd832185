"""JMESPath within bounds: the work and the data of an evaluation are limited, and it fails with ExpressionError only.

Expressions are written by customers and evaluated in functions that serve everybody. JMESPath has no loops, but it can
multiply: `to_string` inside `to_string` doubles every backslash, `join` writes a long text between many short ones, a
projection repeats whatever stands behind it. So every node that is visited, and every element and character that is
made, is paid for from an allowance, and the functions declared in `functions/` pay for their work. This module imports
jmespath: it is imported with the first expression.
"""

import json
import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from jmespath.exceptions import IncompleteExpressionError, JMESPathError, LexerError, ParseError
from jmespath.functions import Functions
from jmespath.lexer import Lexer
from jmespath.parser import Parser
from jmespath.visitor import Options, TreeInterpreter

from .functions.catalogue import FUNCTIONS
from .functions.declared import EvaluationContext, Function
from .functions.numbers import NUMBERS
from .mistakes import corrected
from .reason import Reason
from .values import (
    MAXIMUM_DEPTH,
    MAXIMUM_TEXT,
    ORDERED,
    SHARE,
    SIGNS,
    ExpressionError,
    NotComparable,
    TooLarge,
    settled,
    type_name,
    weigh,
)

if TYPE_CHECKING:
    from jmespath.visitor import _TreeNode as Node  # a name of the stubs

_ORDERING = frozenset({"max", "min", "sort"})
"""The functions that order their elements, which have no order unless all are numbers, or texts."""

_PYTHONS_OWN = (ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError)
"""What jmespath and Python's numbers let through: `ceil` of infinity, a number of thousands of digits."""

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


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
        raise _about(text, _unreadable(text, error)) from error
    except UnicodeEncodeError as error:  # such a literal could be neither kept nor answered
        raise _about(text, ExpressionError("surrogate")) from error
    except RecursionError as error:
        raise ExpressionError("nested", limit=MAXIMUM_DEPTH) from error
    return tree


def _about(text: str | None, error: ExpressionError) -> ExpressionError:
    """An error that says of which expression it is."""
    if error.expression is None:
        error.expression = text
    return error


def _unreadable(text: str, error: JMESPathError) -> ExpressionError:
    if (suggested := corrected(text, tokens, _parses)) is not None:
        return ExpressionError("backticks", suggested=suggested)
    match error:
        case IncompleteExpressionError():
            return ExpressionError("incomplete")
        case LexerError():
            return ExpressionError("unreadable", token=error.lexer_value, position=error.lexer_position + 1)
        case ParseError():
            token = _token_at(text, error.lex_position)
            if not token:
                return ExpressionError("incomplete")
            return ExpressionError("unreadable", token=token, position=error.lex_position + 1)
        case _:
            return ExpressionError("empty")


def _token_at(text: str, position: int) -> str:
    """What is written at a position: the value of a token would be Python's, e.g. True for `true`."""
    ends = [token["start"] for token in tokens(text) if token["start"] > position]
    return text[position : min(ends, default=len(text))].strip()


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
    tree: Mapping[str, Any], scope: Any, allowance: int, context: EvaluationContext, text: str | None = None
) -> Any:
    """The value of a syntax tree over a document; errors call it by its text, if there is one. Raises ExpressionError.

    A comparison by order (`<`, `>=`) of two types, or with null, is NotComparable: JMESPath's null would be false, and
    ``input.total > `500` `` over the text "9000" as well.
    """
    try:
        evaluation = _Bounded(allowance, context)
        return evaluation.settled(evaluation.visit(cast("Node", tree), scope))
    except ExpressionError as error:
        raise _about(text, error) from error.__cause__
    except _PYTHONS_OWN as error:  # JMESPathError is a ValueError
        raise _about(text, ExpressionError("impossible")) from error


class _Bounded(TreeInterpreter):
    """An interpreter that charges every visited node to the allowance; it is the Evaluation of our functions."""

    def __init__(self, allowance: int, context: EvaluationContext) -> None:
        super().__init__(Options(custom_functions=_Functions(self)))
        self._allowance_left = allowance
        self.context = context
        self.has_decimals = False

    def pay(self, cost: int) -> None:
        """Raise ExpressionError when the allowance is used up."""
        self._allowance_left -= cost
        if self._allowance_left < 0:
            raise ExpressionError("too_much")

    def apply(self, expression: Any, element: Any) -> Any:
        """The value of an argument `&expression` over an element."""
        return self.settled(expression.visit(expression.expression, element))

    def settled(self, value: Any) -> Any:
        """A value whose numbers are all of JSON: those of arithmetic may be decimals of more digits."""
        return settled(value, self.pay) if self.has_decimals else value

    def visit(self, node: "Node", *arguments: Any, **options: Any) -> Any:
        """The value of a node."""
        self.pay(1)
        value = super().visit(node, *arguments, **options)
        if isinstance(value, list | str | dict):
            self.pay(len(value) // SHARE)
        return value

    def visit_comparator(self, node: "Node", value: Any) -> Any:
        """Whether two values are equal, or in order. Raises NotComparable for two that have no order."""
        left, right = (self.settled(self.visit(child, value)) for child in node["children"])
        if node["value"] not in SIGNS:
            return self.COMPARATOR_FUNC[node["value"]](left, right)
        types = type_name(left), type_name(right)
        if types[0] != types[1] or types[0] not in ORDERED:
            raise NotComparable("order", operator=SIGNS[node["value"]], left=Reason(types[0]), right=Reason(types[1]))
        return _HOLDS[node["value"]](left, right)


class _Functions(Functions):
    """JMESPath's functions and ours; the elements they make are paid for, and no text that a run could not hold."""

    def __init__(self, evaluation: _Bounded) -> None:
        self._evaluation = evaluation

    def call_function(self, function_name: str, resolved_args: Iterable[Any]) -> Any:
        """The value of a function call."""
        match function_name, resolved_args:
            case "to_string", [list() | dict() as whole]:
                weigh(self._evaluation.settled(whole))
            case "join", [str() as glue, list() as pieces]:
                _bound_text(len(glue) * len(pieces) + sum(len(piece) for piece in pieces if isinstance(piece, str)))
        value = self._called(function_name, list(resolved_args))
        if isinstance(value, list | dict):
            self._evaluation.pay(len(value))
        elif isinstance(value, str):
            _bound_text(len(value))
        return value

    def _called(self, name: str, arguments: list[Any]) -> Any:
        if (function := FUNCTIONS.get(name)) is None:  # of a definition that was saved before names were checked
            raise ExpressionError("unknown_function", name=name, position=1)
        if function.group != NUMBERS.name:
            arguments = [self._evaluation.settled(argument) for argument in arguments]
        self._check(function, arguments)
        if function.call is None:
            return self.FUNCTION_TABLE[name]["function"](self, *arguments)
        value = function.call(self._evaluation, *arguments)
        self._evaluation.has_decimals |= isinstance(value, Decimal)
        return value

    def _check(self, function: Function, arguments: list[Any]) -> None:
        """Raise ExpressionError for arguments of a wrong type, or for a wrong number of them."""
        about = {"name": function.name, "signature": function.signature_message}
        if not function.takes(len(arguments)):
            raise ExpressionError("called_wrongly", **about)
        for position, argument in enumerate(arguments):
            parameter = function.parameter(position)
            if not parameter.types or (parameter.is_optional and argument is None):
                continue
            if misfit := _misfit(argument, parameter.types):
                name, actual = misfit
                expected = tuple(map(Reason, parameter.types))
                error = NotComparable if function.name in _ORDERING else ExpressionError
                raise error(name, number=position + 1, wanted=expected, actual=Reason(actual), **about)


def _misfit(argument: Any, expected: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with an argument, and the type that it has instead, or that an element of it has; None if it fits.

    All elements of a list are of one of the types that the function takes.
    """
    kind = type_name(argument)
    if kind in expected:
        return None
    elements = [name.removeprefix("array-") for name in expected if name.startswith("array-")]
    if kind != "array" or not elements:
        return "given", kind
    kinds = [*map(type_name, argument)]
    alike = kinds[0] if kinds and kinds[0] in elements else elements[0]
    odd = next((each for each in kinds if each != alike), None)
    return None if odd is None else ("given_element", odd)


def _bound_text(length: int) -> None:
    if length > MAXIMUM_TEXT:
        raise TooLarge("text_size", length=length, limit=MAXIMUM_TEXT)
