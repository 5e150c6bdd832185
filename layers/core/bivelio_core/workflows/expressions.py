"""Expressions and templates: JMESPath (jmespath.org) over what a run knows, and nothing else.

A string may contain `{{ expression }}`. One that is nothing but an expression becomes the expression's value and keeps
its type; expressions inside a text are written into it. Names: `input`, `trigger`, `steps.<id>` (with `output`,
`status`, `error`), and inside a for_each `item` and `index`. Nothing is executed: JMESPath has no loops, no
assignment and no access to Python; what could multiply data without end is refused by `check` when it is saved.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

ROOTS = frozenset({"input", "trigger", "steps", "item", "index"})
MAXIMUM_LENGTH = 1_000
MAXIMUM_GROWTH = 100
OPENING, CLOSING = "{{", "}}"

_SEQUENTIAL = frozenset({"subexpression", "index_expression", "pipe", "projection", "value_projection"})


class ExpressionError(Exception):
    """An expression that does not parse, may not be used, or cannot be evaluated; says why in English."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What an expression reads: steps by id, and whether it reads the element of a for_each."""

    steps: frozenset[str] = frozenset()
    element: bool = False

    def __or__(self, other: "Uses") -> "Uses":
        return Uses(self.steps | other.steps, self.element or other.element)


NOTHING = Uses()


def evaluate(expression: str, scope: dict[str, Any]) -> Any:
    """The value of an expression. Raises ExpressionError, e.g. for a function that was given the wrong type."""
    from jmespath.exceptions import JMESPathError  # noqa: PLC0415 - loaded with the first expression

    try:
        return _compile(expression).search(scope)
    except JMESPathError as error:
        raise ExpressionError(f"'{expression.strip()}': {error}") from error


def is_true(value: Any) -> bool:
    """Truth as JMESPath has it: false, null and empty texts, lists and objects are false; 0 is true."""
    return not (value is None or value is False or value in ("", [], {}))


def render(template: Any, scope: dict[str, Any]) -> Any:
    """A JSON value with the expressions in its strings evaluated. Raises ExpressionError."""
    match template:
        case str():
            return _render_text(template, scope)
        case dict():
            return {name: render(part, scope) for name, part in template.items()}
        case list():
            return [render(part, scope) for part in template]
        case _:
            return template


def has_expression(template: Any) -> bool:
    """Whether any string inside holds an expression."""
    match template:
        case str():
            return OPENING in template
        case dict():
            return any(map(has_expression, template.values()))
        case list():
            return any(map(has_expression, template))
        case _:
            return False


def uses_of(template: Any) -> Uses:
    """What the expressions of a template read. Raises ExpressionError for one that `check` would refuse."""
    match template:
        case str():
            found = [check(part.expression) for part in parts(template) if isinstance(part, Expression)]
        case dict():
            found = [uses_of(part) for part in template.values()]
        case list():
            found = [uses_of(part) for part in template]
        case _:
            return NOTHING
    union = NOTHING
    for one in found:
        union |= one
    return union


@dataclass(frozen=True, slots=True)
class Expression:
    """The text between the braces."""

    expression: str


@lru_cache(maxsize=512)
def parts(template: str) -> tuple[str | Expression, ...]:
    """A text taken apart. Raises ExpressionError for braces that are not closed behind a whole expression."""
    found: list[str | Expression] = []
    rest = template
    while OPENING in rest:
        before, rest = rest.split(OPENING, 1)
        expression, rest = _up_to_closing(rest)
        found += [before, Expression(expression)] if before else [Expression(expression)]
    return tuple([*found, rest] if rest else found)


def _up_to_closing(text: str) -> tuple[str, str]:
    """The shortest whole expression before a `}}`: an expression may itself end in braces, `{a: {b: c}}`."""
    end, first_error = text.find(CLOSING), None
    while end >= 0:
        try:
            _compile(text[:end])
        except ExpressionError as error:
            first_error = first_error or error
        else:
            return text[:end], text[end + len(CLOSING) :]
        end = text.find(CLOSING, end + 1)
    raise first_error or ExpressionError("'{{' without '}}'")


def _render_text(template: str, scope: dict[str, Any]) -> Any:
    pieces = parts(template)
    if len(pieces) == 1 and isinstance(pieces[0], Expression):
        return evaluate(pieces[0].expression, scope)
    return "".join(
        _as_text(evaluate(piece.expression, scope)) if isinstance(piece, Expression) else piece for piece in pieces
    )


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def check(expression: str, *, roots: bool = True) -> Uses:
    """What an expression reads. Raises ExpressionError unless it may be saved.

    It must parse, name only the roots above, call only functions that exist, name single steps (`steps.order`, not
    `steps.*`: a run loads only the results it needs), and not multiply its data more than MAXIMUM_GROWTH times. Without
    `roots` it is one over another document, e.g. an event, whose names are its own affair.
    """
    tree = _compile(expression).parsed
    if (growth := _growth(tree)) > MAXIMUM_GROWTH:
        raise ExpressionError(f"it may repeat its data {growth} times, at most {MAXIMUM_GROWTH} are allowed")
    return _uses(tree, at_root=roots)


def _compile(expression: str) -> Any:
    import jmespath  # noqa: PLC0415 - loaded with the first expression
    from jmespath.exceptions import JMESPathError  # noqa: PLC0415

    text = _without_braces(expression.strip())
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError(f"longer than {MAXIMUM_LENGTH} characters")
    if not text:
        raise ExpressionError("empty expression")
    try:
        return jmespath.compile(text)
    except JMESPathError as error:
        raise ExpressionError(f"'{text}': {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise ExpressionError("nested too deeply") from error


def _without_braces(text: str) -> str:
    """A condition may be written with or without the braces; no JMESPath expression begins with two."""
    if text.startswith(OPENING) and text.endswith(CLOSING):
        return text[len(OPENING) : -len(CLOSING)].strip()
    return text


def _uses(node: dict[str, Any], *, at_root: bool) -> Uses:
    """Walk the syntax tree; `at_root` says whether the node is evaluated over the whole scope."""
    kind, children = node["type"], node["children"]
    if at_root and kind == "field":
        return _root_use(node["value"])
    if at_root and kind == "current":
        raise ExpressionError("'@' alone would read everything; name what is needed")
    if kind == "function_expression":
        _check_function(node["value"], len(children))
    if at_root and kind == "subexpression" and children[0] == {"type": "field", "children": [], "value": "steps"}:
        if children[1]["type"] != "field":
            raise ExpressionError("'steps' must be followed by the id of a step")
        return _union(children[2:], at_root=False) | Uses(frozenset({children[1]["value"]}))
    if kind in _SEQUENTIAL:
        return _uses(children[0], at_root=at_root) | _union(children[1:], at_root=False)
    if kind == "filter_projection":
        return _uses(children[0], at_root=at_root) | _union(children[1:], at_root=False)
    if kind == "expref":
        return _union(children, at_root=False)
    return _union(children, at_root=at_root)


def _union(nodes: list[dict[str, Any]], *, at_root: bool) -> Uses:
    union = NOTHING
    for node in nodes:
        union |= _uses(node, at_root=at_root)
    return union


def _root_use(name: str) -> Uses:
    if name not in ROOTS:
        raise ExpressionError(f"'{name}' is not one of {', '.join(sorted(ROOTS))}")
    if name == "steps":
        raise ExpressionError("'steps' must be followed by the id of a step")
    return Uses(element=name in ("item", "index"))


def _check_function(name: str, given: int) -> None:
    from jmespath.functions import Functions  # noqa: PLC0415

    known = Functions.FUNCTION_TABLE.get(name)
    if known is None:
        raise ExpressionError(f"there is no function '{name}'")
    signature = known["signature"]
    is_variadic = bool(signature and signature[-1].get("variadic"))
    if given < len(signature) or (given > len(signature) and not is_variadic):
        raise ExpressionError(f"the function '{name}' takes {len(signature)} arguments")


def _growth(node: dict[str, Any]) -> int:
    """How many copies of its data a node may make: side by side they add, one after the other they multiply."""
    kind, children = node["type"], node["children"]
    sizes = [_growth(child) for child in children]
    if kind in ("multi_select_list", "multi_select_dict", "function_expression"):
        return max(1, sum(sizes))
    if kind in _SEQUENTIAL or kind == "filter_projection":
        product = 1
        for size in sizes:
            product *= size
        return product
    return max(sizes, default=1)
