"""What the steps of a definition give, by the models of their types; a `set` gives the shape of its own template."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from bivelio_core import domain
from bivelio_core.expressions.shapes.schema import of_model, of_schema
from bivelio_core.expressions.shapes.shape import ANY, NUMBER, Shape, joined, list_of, object_of
from bivelio_core.workflows.definitions.program import CONDITION, STOP


def declared_output(step: Mapping[str, Any]) -> Shape:
    """What a step gives by its type; of a type that says nothing, nothing is known."""
    kind = domain.step_types()[step["type"]]
    if kind.output is None:
        return ANY
    declared: Any = kind.output()
    if not _is_model(declared):
        declared = declared(step.get("input") or {})
    return of_model(declared) if _is_model(declared) else of_schema(declared, has_defaults=True)


def output_of_body(steps: Sequence[Mapping[str, Any]], outputs: Sequence[Shape]) -> Shape:
    """What a body gives: the output of its last completed step, or that of a `stop` in it."""
    jumps = any(step["type"] == CONDITION or isinstance(step.get("on_error"), Mapping) for step in steps)
    possible = [output for step, output in zip(steps, outputs, strict=True) if step["type"] == STOP]
    for number, (step, output) in enumerate(zip(reversed(steps), reversed(outputs), strict=True)):
        possible.append(output)
        may_be_skipped = bool(step.get("when")) or step.get("on_error") == "continue" or (jumps and number > 0)
        if not may_be_skipped:
            break
    return joined(possible)


def output_of_loop(body: Shape) -> Shape:
    """What a for_each gives: the output of each iteration."""
    return object_of({"count": NUMBER, "items": list_of(body)})


def _is_model(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, BaseModel)
