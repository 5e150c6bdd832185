"""The expressions of a definition that name or compare what is not there: each is a fault with its field and its step.

The definition is one that has no other fault. Each expression is evaluated over the shapes of what is known at its
place (expressions/shapes/walk.py), in the order in which a run comes to it, because templates tell what a `set` gives.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bivelio_core import domain
from bivelio_core.events.shapes import event_shape
from bivelio_core.expressions.reason import Reason
from bivelio_core.expressions.rendering import Expression, parsed, parts
from bivelio_core.expressions.shapes import refused
from bivelio_core.expressions.shapes.narrowing import narrowed
from bivelio_core.expressions.shapes.shape import ANY, NULL_TYPE, TEXT, Shape, joined, list_of, object_of, shape_of
from bivelio_core.expressions.shapes.walk import Allowance, shape_given
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Fault
from bivelio_core.workflows.definitions import messages
from bivelio_core.workflows.definitions.program import (
    CONDITION,
    FOR_EACH,
    PARALLEL,
    SET,
    STOP,
    WAIT_FOR_EVENT,
    own_input,
)

from .known import ANSWER, Known, after_failure, at_start
from .outputs import declared_output, output_of_body, output_of_loop

Step = Mapping[str, Any]
UNORDERED = ("order", "unordered", "null_compared", "null_compared_value")
"""Why comparisons by order are refused."""

PAGES = ("items", "next_url", "cursor", "while")


class Doubt(NamedTuple):
    """A comparison by order that can fail: the field of its expression, its step if it is in one, and why."""

    field: str
    step: str | None
    reason: Reason


def shape_faults(definition: Mapping[str, Any], most: int) -> list[Fault]:
    """Up to `most` faults of expressions; none where all that they name is there, or nothing is known of it."""
    return _checked(definition, most).faults[:most]


def doubts(definition: Mapping[str, Any], most: int) -> list[Doubt]:
    """The comparisons by order that can fail when it runs, one for each expression; those that are faults too."""
    return _checked(definition, most).doubts


def _checked(definition: Mapping[str, Any], most: int) -> "_Checks":
    checks = _Checks(most)
    start = at_start(definition)
    checks.starts(definition, start)
    end, _ = checks.body(definition["steps"], "steps", start)
    if definition.get("on_failure"):
        checks.body(definition["on_failure"], "on_failure", after_failure(end))
    checks.template(definition.get("output"), "output", end.data(), None)
    return checks


class _Checks:
    """The faults of one definition, and how much work is left to find them."""

    def __init__(self, most: int) -> None:
        self.faults: list[Fault] = []
        self.doubts: list[Doubt] = []
        self._most, self._allowance = most, Allowance()

    def starts(self, definition: Mapping[str, Any], start: Known) -> None:
        """The expressions that are evaluated before the first step."""
        trigger, concurrency = definition.get("trigger") or {}, definition.get("concurrency")
        if definition["trigger_type"] == "event" and trigger.get("filter"):
            self.expression(trigger["filter"], "trigger.filter", event_shape([trigger["event"]]), None)
        if definition["trigger_type"] == "inbound" and trigger.get("dedupe"):
            texts = object_of({}, TEXT.or_null())
            about = object_of({"input": start.run["input"], "headers": texts, "query": ANY})
            self.expression(trigger["dedupe"], "trigger.dedupe", about, None)
        if isinstance(concurrency, Mapping) and concurrency.get("key"):
            self.expression(concurrency["key"], "concurrency.key", start.data(), None)

    def body(self, steps: Sequence[Step], field: str, scope: Known) -> tuple[Known, Shape]:
        """The steps of a body in order: what is known behind them, and what the body gives."""
        outputs: list[Shape] = []
        for position, step in enumerate(steps):
            if len(self.faults) >= self._most:
                outputs.append(ANY)
                continue
            outputs.append(self._step(step, f"{field}[{position}]", scope))
            scope = scope.with_result(step["id"], outputs[-1])
            if condition := _deciding(step):
                scope = scope.behind(condition)
        return scope, output_of_body(steps, outputs)

    def _step(self, step: Step, field: str, scope: Known) -> Shape:
        """One step: what it gives."""
        inputs, kind = step.get("input") or {}, step["type"]
        data = scope.data()
        if step.get("when"):
            self.expression(step["when"], f"{field}.when", data, step["id"])
            scope, data = scope.where(step["when"]), narrowed(parsed(step["when"]), data, is_true=True)
        if kind == CONDITION:
            self.expression(inputs["if"], f"{field}.input.if", data, step["id"])
            return declared_output(step)
        rendered = self._input(step, f"{field}.input", data)
        if kind == FOR_EACH:
            inside = scope.inside(self._element(rendered["items"], field, step["id"]))
            return output_of_loop(self.body(inputs["steps"], f"{field}.input.steps", inside)[1])
        if kind == PARALLEL:
            return object_of(self._branches(inputs["branches"], f"{field}.input.branches", scope))
        if kind == STOP:
            return rendered.get("output", ANY)
        return object_of(rendered) if kind == SET else declared_output(step)

    def _branches(self, branches: Sequence[Step], field: str, scope: Known) -> dict[str, Shape]:
        return {
            branch["id"]: self.body(branch["steps"], f"{field}[{number}].steps", scope)[1]
            for number, branch in enumerate(branches)
        }

    def _element(self, items: Shape, field: str, step: str) -> Shape:
        """What the items of a for_each are. A fault for what is no list."""
        if "array" not in items.types and items.types != NULL_TYPE:
            self._add(f"{field}.input.items", step, refused.no_list(None, items))
            return ANY
        return items.items

    def _input(self, step: Step, field: str, data: Shape) -> dict[str, Shape]:
        """The templates of a step's own input, and the expressions in it over other data: what each part gives."""
        kind, inputs = domain.step_types()[step["type"]], step.get("input") or {}
        if step["type"] == WAIT_FOR_EVENT and inputs.get("filter"):
            event = event_shape([inputs["event"]])
            both = data if data is ANY else object_of({**data.fields, **event.fields})
            self.expression(inputs["filter"], f"{field}.filter", both, step["id"])
        for where, expression, answer in _over_answers(inputs) if kind.unrendered else ():
            self.expression(expression, f"{field}.{where}", answer, step["id"])
        own = own_input(step["type"], inputs)
        return {
            name: ANY if name in kind.unrendered else self.template(value, f"{field}.{name}", data, step["id"])
            for name, value in own.items()
        }

    def template(self, value: Any, field: str, data: Shape, step: str | None) -> Shape:
        """What a template gives; a fault for each expression in it that names or compares what is not there."""
        match value:
            case str():
                return self._text(value, field, data, step)
            case dict():
                return object_of(
                    {name: self.template(part, f"{field}.{name}", data, step) for name, part in value.items()}
                )
            case list():
                parts_of = [self.template(part, f"{field}[{n}]", data, step) for n, part in enumerate(value)]
                return list_of(joined(parts_of) if parts_of else ANY)
            case _:
                return shape_of(value)

    def _text(self, text: str, field: str, data: Shape, step: str | None) -> Shape:
        pieces = parts(text)
        shapes = [
            self.expression(piece.expression, field, data, step) for piece in pieces if isinstance(piece, Expression)
        ]
        if not shapes:
            return shape_of(text)
        return shapes[0] if len(pieces) == 1 else TEXT

    def expression(self, expression: str, field: str, data: Shape, step: str | None) -> Shape:
        """What an expression gives; nothing is known of one that is a fault."""
        reasons: list[Reason] = []
        try:
            return shape_given(parsed(expression), data, self._allowance, reasons)
        except ExpressionError as error:
            self._add(field, step, error)
            reasons = [error.reason] if error.reason.name in UNORDERED else []
            return ANY
        finally:
            self.doubts += [Doubt(field, step, reason) for reason in reasons[:1]]

    def _add(self, field: str, step: str | None, error: ExpressionError) -> None:
        about = {} if step is None else {"step": step}
        self.faults.append(Fault(field, messages.EXPRESSION, {**about, "reason": error.text}))


def _deciding(step: Step) -> str | None:
    """The condition by which a step decides which way the run goes."""
    if step["type"] == CONDITION:
        return str(step["input"]["if"])
    return step.get("when") if step["type"] == STOP else None


def _over_answers(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str, Shape]]:
    """The expressions of an http_request over what it is answered."""
    pages, repeat = inputs.get("pagination"), inputs.get("repeat_until")
    if isinstance(pages, Mapping):
        page = object_of({**ANSWER.fields, "page": ANY})
        yield from ((f"pagination.{name}", pages[name], page) for name in PAGES if isinstance(pages.get(name), str))
    if isinstance(repeat, Mapping) and isinstance(repeat.get("condition"), str):
        yield "repeat_until.condition", repeat["condition"], ANSWER
