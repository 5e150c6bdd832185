"""A step's input: its expressions evaluated over the run's data, then validated by the model of the step's type.

Every family of steps uses this, so a value that is null, of another type or beyond a documented limit fails the
step with VALIDATION_ERROR, whichever function runs it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from bivelio_core import domain
from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.expressions.references import OUTER, References, references_of
from bivelio_core.expressions.rendering import render, render_url
from bivelio_core.expressions.values import MAXIMUM_TEXT, ExpressionError, TooLarge
from bivelio_core.workflows.definitions.program import Frame, Node, Program, own_input, result_key

from . import failure_texts, payloads
from .failure_texts import fill
from .results import SKIPPED, Failure, Result, localised


class RunData(Protocol):
    """The data of a run; results are read when an expression needs them."""

    @property
    def input(self) -> Any:
        """What the run was started with."""

    @property
    def trigger(self) -> Any:
        """What started it."""

    @property
    def about(self) -> dict[str, Any]:
        """What expressions call `run` and `workflow`."""

    def secret(self, name: str) -> str:
        """What stands for a secret in a rendered input, until the request is sent."""

    def context(self, key: str) -> EvaluationContext:
        """When and for which result expressions are evaluated: the same at each try of a step."""

    def results(self, keys: Sequence[str]) -> Mapping[str, Result]:
        """Those of the results that exist, by `result_key`."""

    def item(self, key: str, index: int) -> Any:
        """An item of a for_each, which is known by its own `result_key`."""


def rendered_input(program: Program, frame: Frame, data: RunData, node: Node) -> dict[str, Any]:
    """A step's own input with its expressions evaluated. Raises Failure."""
    kind = domain.step_types()[node.type]
    own, urls = own_input(node.type, node.input), kind.urls
    template = {name: part for name, part in own.items() if name not in kind.unrendered}
    seen, context = scope(program, frame, data, references_of(template)), step_context(frame, data, node)
    values = {name: part for name, part in template.items() if name not in urls}
    rendered: dict[str, Any] = guarded(lambda: render(values, seen, context, html=kind.html))
    addresses = {name: partial(render_url, template[name], seen, context) for name in urls if name in template}
    return rendered | {name: guarded(address) for name, address in addresses.items()}


def step_context(frame: Frame, data: RunData, node: Node) -> EvaluationContext:
    """What the expressions of a step are evaluated for."""
    return data.context(result_key(node.id, frame.path))


def validated(node: Node, rendered: Mapping[str, Any]) -> Any:
    """A rendered input as the model of the step's type. Raises Failure with VALIDATION_ERROR.

    The models are imported with the first step that needs one, so that a function which only plans starts without them.
    """
    from pydantic import ValidationError as PydanticError  # noqa: PLC0415

    from bivelio_core.errors import ValidationError  # noqa: PLC0415
    from bivelio_core.model_faults import faults_of  # noqa: PLC0415

    model = domain.step_types()[node.type].input()
    try:
        return model.model_validate_json(payloads.to_text({**node.input, **rendered}))
    except PydanticError as error:
        raise Failure.of(ValidationError(faults_of(error))) from error


def scope(program: Program, frame: Frame, data: RunData, used: References) -> dict[str, Any]:
    """The scope of expressions, with only the results that they reference."""
    keys = {step: result_key(step, program.path_of(step, frame)) for step in used.steps}
    results = data.results(sorted(keys.values()))
    seen: dict[str, Any] = {
        "input": data.input,
        "trigger": data.trigger,
        **data.about,
        **({"secrets": {name: data.secret(name) for name in used.secrets}} if used.secrets else {}),
        "steps": {step: _visible(results.get(key)) for step, key in keys.items()},
    }
    return seen | (_elements(program, frame, data, used.outer) if used.element else {})


def _elements(program: Program, frame: Frame, data: RunData, outer: int) -> dict[str, Any]:
    """The element of the innermost for_each, and in `outer` those of so many loops around it."""
    if (iteration := program.iteration(frame)) is None:
        return {}
    each, around, index = iteration
    element = {"index": index, "item": data.item(result_key(each.id, around.path), index)}
    return element if not outer else {**element, OUTER: _elements(program, around, data, outer - 1)}


def guarded(compute: Callable[[], Any]) -> Any:
    """The value of a computation; an expression that cannot be evaluated fails the step."""
    try:
        return compute()
    except TooLarge as error:
        raise Failure("OUTPUT_TOO_LARGE", fill(failure_texts.EXPRESSION_TOO_LARGE, limit=MAXIMUM_TEXT)) from error
    except ExpressionError as error:
        raise Failure("EXPRESSION_ERROR", failure_texts.EXPRESSION, details={"reason": error.text}) from error


def _visible(result: Result | None) -> dict[str, Any]:
    if result is None:
        return {"status": SKIPPED, "output": None, "error": None}
    return {"status": result.status, "output": result.output, "error": localised(result.error)}
