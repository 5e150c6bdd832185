"""Expressions and templates: JMESPath (jmespath.org) over what a run knows, and nothing else.

A string may contain `{{ expression }}`. One that is nothing but an expression becomes the expression's value and keeps
its type; expressions inside a text are written into it. Names: `input`, `trigger`, `steps.<id>` (with `output`,
`status`, `error`), `run`, `workflow`, and inside a for_each `item` and `index`. Nothing is executed: JMESPath has no
loops, no assignment and no access to Python. How much an expression may do and make is bounded (`bounded.py`); what may
be saved at all is told by `references.py`.
"""

import json
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .functions.declared import EvaluationContext
from .number_text import number_text
from .values import MAXIMUM_TEXT, ExpressionError, weigh

MAXIMUM_LENGTH = 1_000
MAXIMUM_ALLOWANCE = 1_000_000
"""What an expression may do: nodes visited, and a sixteenth of the elements and characters they give."""

BEHIND_HOST = re.compile(r"[^:/?#]*://[^/?#]*[/?#]")
"""A URL as far as its path, query or fragment at least (RFC 3986, section 3)."""

ENDS_HOST = re.compile(r"[/?#@\\\s]")

OPENING, CLOSING = "{{", "}}"
GIVE_HTML = frozenset({"raw_html", "escape_html"})
"""Functions whose value is HTML, so that it goes into HTML as it is when their call is the whole expression."""

MAXIMUM_CLOSINGS = 20
"""At most this many `}}` are tried as the end of one expression."""


def evaluate(
    expression: str,
    scope: dict[str, Any],
    context: EvaluationContext | None = None,
    *,
    allowance: int = MAXIMUM_ALLOWANCE,
) -> Any:
    """The value of an expression. Raises ExpressionError, e.g. for a function that was given the wrong type.

    Without a context it is evaluated now, for no step in particular.
    """
    from .bounded import search  # noqa: PLC0415 - imports jmespath, with the first expression

    return search(_bare(expression), scope, allowance, context or EvaluationContext())


def is_true(value: Any) -> bool:
    """Truth as JMESPath has it: false, null and empty texts, lists and objects are false; 0 is true."""
    return not (value is None or value is False or value in ("", [], {}))


def render(
    template: Any, scope: dict[str, Any], context: EvaluationContext | None = None, *, html: Container[str] = ()
) -> Any:
    """A JSON value with the expressions in its strings evaluated. Raises ExpressionError, TooLarge for a giant one.

    Inside the texts that `html` names by their path (`message.html`) values are escaped, unless their expression gives
    HTML. A text that is nothing but an expression has its value, whatever it is.
    """
    return _render(template, _Rendering(scope, context, html))


def gives_html(expression: str) -> bool:
    """Whether the value of an expression is HTML: its outermost call, or the last one of a pipe, says so."""
    tree = parsed(expression)
    while tree["type"] == "pipe":
        tree = tree["children"][-1]
    return tree["type"] == "function_expression" and tree["value"] in GIVE_HTML


def render_url(template: Any, scope: dict[str, Any], context: EvaluationContext | None = None) -> Any:
    """A URL with the expressions in it evaluated: their values are percent-encoded inside its path, query or fragment.

    An expression at the beginning gives an address as it is, and one inside the host a part of the host's name. Raises
    ExpressionError, also for a value inside the host that would end it.
    """
    if not isinstance(template, str):
        return render(template, scope, context)
    from urllib.parse import quote  # noqa: PLC0415 - few steps have a URL

    pieces, rendering, url = parts(template), _Rendering(scope, context), ""
    if len(pieces) == 1:
        return render(template, scope, context)
    for piece in pieces:
        if not isinstance(piece, Expression):
            url += piece
            continue
        value = _as_text(rendering.value(piece.expression))
        if url and BEHIND_HOST.match(url):
            url += quote(value, safe="")
        elif url and ENDS_HOST.search(value):
            raise ExpressionError("host")
        else:
            url += value
    return url


class _Rendering:
    """The values of a template's expressions, and how much may still be written."""

    def __init__(self, scope: dict[str, Any], context: EvaluationContext | None, html: Container[str] = ()) -> None:
        self._scope, self._context = scope, context or EvaluationContext()
        self._room, self._html = MAXIMUM_TEXT, html

    def value(self, expression: str) -> Any:
        """The value, when there is room for it."""
        value = evaluate(expression, self._scope, self._context)
        self._room -= weigh(value, self._room)
        return value

    def text(self, expression: str, place: str) -> str:
        """The value as a part of the text at a place."""
        text = _as_text(self.value(expression))
        if place not in self._html or gives_html(expression):
            return text
        from html import escape  # noqa: PLC0415 - few steps write HTML

        return escape(text)


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


@dataclass(frozen=True, slots=True)
class Expression:
    """The text between the braces."""

    expression: str


@lru_cache(maxsize=512)
def parts(template: str) -> tuple[str | Expression, ...]:
    """A text taken apart. Raises ExpressionError for braces that are not closed behind a whole expression."""
    part_list: list[str | Expression] = []
    rest = template
    while OPENING in rest:
        before, rest = rest.split(OPENING, 1)
        expression, rest = _up_to_closing(rest)
        part_list += [before, Expression(expression)] if before else [Expression(expression)]
    return tuple([*part_list, rest] if rest else part_list)


def _up_to_closing(text: str) -> tuple[str, str]:
    """The shortest whole expression before a `}}`: an expression may itself end in braces, `{a: {b: c}}`."""
    end, first_error = text.find(CLOSING), None
    for _ in range(MAXIMUM_CLOSINGS):
        if end < 0:
            break
        try:
            parsed(text[:end])
        except ExpressionError as error:
            first_error = first_error or error
        else:
            return text[:end], text[end + len(CLOSING) :]
        end = text.find(CLOSING, end + 1)
    raise first_error or ExpressionError("unclosed")


def _render(template: Any, rendering: _Rendering, place: str = "") -> Any:
    match template:
        case str():
            return _render_text(template, rendering, place)
        case dict():
            before = f"{place}." if place else ""
            return {name: _render(part, rendering, f"{before}{name}") for name, part in template.items()}
        case list():
            return [_render(part, rendering, place) for part in template]
        case _:
            return template


def _render_text(template: str, rendering: _Rendering, place: str) -> Any:
    pieces = parts(template)
    if len(pieces) == 1 and isinstance(pieces[0], Expression):
        return rendering.value(pieces[0].expression)
    return "".join(
        rendering.text(piece.expression, place) if isinstance(piece, Expression) else piece for piece in pieces
    )


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def parsed(expression: str) -> Mapping[str, Any]:
    """The syntax tree of an expression. Raises ExpressionError."""
    from .bounded import parse  # noqa: PLC0415 - imports jmespath, with the first expression

    return parse(_bare(expression))


def without_braces(expression: str) -> str:
    """An expression without the braces that a condition may be written with; no JMESPath expression begins with two."""
    text = expression.strip()
    if text.startswith(OPENING) and text.endswith(CLOSING):
        return text[len(OPENING) : -len(CLOSING)].strip()
    return text


def _bare(expression: str) -> str:
    """An expression without braces around it. Raises ExpressionError for an empty one, and for one that is too long."""
    text = without_braces(expression)
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError("too_long", limit=MAXIMUM_LENGTH)
    if not text:
        raise ExpressionError("empty")
    return text
