"""How a function is declared: what it takes and gives, what it is for, and examples that the tests evaluate.

The declaration is all there is: the interpreter checks arguments by it, the checker of definitions refuses calls by it
before they are saved, and docs/expressions.md is made from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Protocol
from uuid import NAMESPACE_URL, uuid5

from bivelio_core import clock, ids
from bivelio_core.expressions.reason import Joined, Reason

ANY = ()
NUMBER, STRING, ARRAY, OBJECT, EXPRESSION = ("number",), ("string",), ("array",), ("object",), ("expref",)
SHOWN = {"expref": "expression", "array-number": "array of numbers", "array-string": "array of strings"}
"""What the reference calls a type of JMESPath's."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument: JMESPath's names of the types that it may have (none: any).

    `check` raises ExpressionError for a literal that can never be right, such as a time zone that does not exist.
    """

    name: str
    types: tuple[str, ...] = ANY
    is_optional: bool = False
    check: Callable[[Any], object] | None = None

    def __str__(self) -> str:
        return f"{self.name}{'?' if self.is_optional else ''}: {types_text(self.types)}"

    @property
    def message(self) -> Joined:
        """The same for messages."""
        return Joined((f"{self.name}{'?' if self.is_optional else ''}: ", _types_message(self.types)))


@dataclass(frozen=True, slots=True)
class Function:
    """A function. `call` takes the evaluation and the arguments; None for one that jmespath itself carries out.

    With `repeats` the last argument may be given any number of times. `examples` are expressions and their values.
    `check` raises ExpressionError for literals that do not fit together; it gets those of a call by their names.
    """

    name: str
    group: str
    parameters: tuple[Parameter, ...]
    result: tuple[str, ...]
    summary: str
    examples: Mapping[str, Any] = field(default_factory=dict)
    call: Callable[..., Any] | None = None
    repeats: bool = False
    check: Callable[[dict[str, Any]], object] | None = None

    @property
    def signature(self) -> str:
        """As the reference and the faults show it: `round(value: number, digits?: number) -> number`."""
        parameters = ", ".join(map(str, self.parameters))
        return f"{self.name}({parameters}{', ...' if self.repeats else ''}) -> {types_text(self.result)}"

    @property
    def signature_message(self) -> Joined:
        """The same for messages, with the types in their language."""
        parameters = Joined(tuple(parameter.message for parameter in self.parameters), ", ")
        return Joined(
            (self.name, "(", parameters, ", ...) -> " if self.repeats else ") -> ", _types_message(self.result))
        )

    def parameter(self, position: int) -> Parameter:
        """The parameter of an argument."""
        return self.parameters[min(position, len(self.parameters) - 1)]

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        needed = sum(not parameter.is_optional for parameter in self.parameters)
        return needed <= count and (self.repeats or count <= len(self.parameters))


def types_text(types: tuple[str, ...]) -> str:
    """The types as the reference names them."""
    return " | ".join(SHOWN.get(name, name) for name in types) or "any"


def _types_message(types: tuple[str, ...]) -> Joined:
    return Joined(tuple(Reason(f"type_{name.replace('-', '_')}") for name in types or ("any",)), " | ")


class EvaluationContext:
    """What `now`, `today` and `uuid` give: the same whenever the expressions of the same step are evaluated.

    `instant` is when the step was first evaluated, `seed` what identifies it; each call of `uuid` counts on.
    """

    def __init__(self, instant: datetime | None = None, seed: str | None = None) -> None:
        self.instant = clock.now() if instant is None else instant
        self._seed = ids.random_text(26) if seed is None else seed
        self._numbers = count()

    def uuid(self) -> str:
        """The next name-based UUID (RFC 9562, section 5.5)."""
        return str(uuid5(NAMESPACE_URL, f"{self._seed}/{next(self._numbers)}"))


class Evaluation(Protocol):
    """What a function may use of the evaluation that calls it."""

    @property
    def context(self) -> EvaluationContext:
        """When and for which step it is evaluated."""

    def pay(self, cost: int) -> None:
        """Charge work to the allowance. Raises ExpressionError when it is used up."""

    def apply(self, expression: Any, element: Any) -> Any:
        """The value of an argument `&expression` over an element."""


class Group:
    """The functions of one chapter of the reference."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.functions: list[Function] = []

    def declare(
        self,
        result: tuple[str, ...],
        *parameters: Parameter,
        examples: Mapping[str, Any],
        repeats: bool = False,
        check: Callable[[dict[str, Any]], object] | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare the decorated function, whose docstring is its text in the reference."""

        def register(call: Callable[..., Any]) -> Callable[..., Any]:
            summary = " ".join((call.__doc__ or "").split())
            name = call.__name__.rstrip("_")
            self.functions.append(
                Function(name, self.name, parameters, result, summary, examples, call, repeats, check)
            )
            return call

        return register
