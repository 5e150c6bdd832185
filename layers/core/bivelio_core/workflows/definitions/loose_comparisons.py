"""The comparisons of a definition that can fail when it runs, because of what data may be: text, or missing.

They are no faults: a definition with them can be saved, and `/workflows/validate` names them as warnings.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bivelio_core.expressions.comparisons import (
    can_fail,
    comparisons,
    types_in_run,
)
from bivelio_core.expressions.loose_filters import Typed, types_of_events
from bivelio_core.expressions.reasons import texts_of
from bivelio_core.expressions.rendering import Expression, parsed, parts
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Text

from .program import WAIT_FOR_EVENT, own_input
from .uses import every_step


class Warned(NamedTuple):
    """A comparison that can fail: the field of its expression, its step if it is in one, and why."""

    field: str
    step: str | None
    text: Text


def warnings(definition: Mapping[str, Any]) -> Iterator[Warned]:
    """Each comparison that can fail, once for each expression; the definition is one that can be saved."""
    for field, step, expression, typed in _expressions(definition):
        try:
            reasons = [can_fail(comparison, typed) for comparison in comparisons(parsed(expression))]
        except ExpressionError:
            continue  # saved before it was refused: it fails by itself
        if reason := next((reason for reason in reasons if reason is not None), None):
            yield Warned(field, step, texts_of(reason))


def _expressions(definition: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str, Typed]]:
    """Every expression of a definition: its field, its step, its text, and what is known of its data."""
    yield from ((field, None, text, typed) for field, text, typed in _of_start(definition))
    for field, raw in every_step(definition):
        yield from ((f"{field}.{where}", raw["id"], text, typed) for where, text, typed in _of_step(raw))
    yield from (("output", None, text, types_in_run) for text in _in_template(definition.get("output")))


def _of_start(definition: Mapping[str, Any]) -> Iterator[tuple[str, str, Typed]]:
    trigger, concurrency = definition.get("trigger") or {}, definition.get("concurrency")
    if definition["trigger_type"] == "event" and trigger.get("filter"):
        yield "trigger.filter", trigger["filter"], types_of_events([trigger["event"]])
    if definition["trigger_type"] == "inbound" and trigger.get("dedupe"):
        yield "trigger.dedupe", trigger["dedupe"], types_in_run
    if isinstance(concurrency, Mapping) and concurrency.get("key"):
        yield "concurrency.key", concurrency["key"], types_in_run


def _of_step(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, Typed]]:
    inputs, kind = raw.get("input") or {}, raw["type"]
    if raw.get("when"):
        yield "when", raw["when"], types_in_run
    if kind == "condition":
        yield "input.if", inputs["if"], types_in_run
        return
    if kind == WAIT_FOR_EVENT and inputs.get("filter"):
        yield "input.filter", inputs["filter"], types_of_events([inputs["event"]])
    yield from ((f"input.{where}", text, types_in_run) for where, text in _over_answers(inputs))
    for name, value in own_input(kind, inputs).items():
        yield from ((f"input.{name}", text, types_in_run) for text in _in_template(value))


def _over_answers(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The expressions of an http_request over what it is answered."""
    pages, repeat = inputs.get("pagination"), inputs.get("repeat_until")
    if isinstance(pages, Mapping):
        names = ("items", "next_url", "cursor", "while")
        yield from ((f"pagination.{name}", pages[name]) for name in names if isinstance(pages.get(name), str))
    if isinstance(repeat, Mapping) and isinstance(repeat.get("condition"), str):
        yield "repeat_until.condition", repeat["condition"]


def _in_template(template: Any) -> Iterator[str]:
    match template:
        case str():
            yield from (part.expression for part in parts(template) if isinstance(part, Expression))
        case Mapping():
            for part in template.values():
                yield from _in_template(part)
        case list():
            for part in template:
                yield from _in_template(part)
