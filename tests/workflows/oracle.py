"""The straightforward interpreter: runs a whole definition by recursion, in memory. The engine must agree with it.

`effect(step, path, inputs)` stands for what steps do outside: it answers an output or raises Failure. Written for
clarity alone, without the engine's program, frames or state; only the expressions are shared.
"""

from collections.abc import Callable
from typing import Any

from bivelio_core.expressions.rendering import evaluate, is_true, render
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Text
from bivelio_core.workflows.execution import failure_texts
from bivelio_core.workflows.execution.results import Failure, localised

Path = tuple[int, ...]
Effect = Callable[[str, Path, Any], Any]
Scope = dict[str, Any]
Results = dict[str, dict[str, Any]]
Body = tuple[Any, list[dict[str, Any]], Scope, Path]
"""What a name or a number stands for: steps, in a scope, at a path."""


class _Failed(Exception):
    def __init__(self, step: str | None, error: dict[str, Any]) -> None:
        self.step, self.error = step, error


class _PartlyFailed(Failure):
    """Of a loop or of branches: what the others have come to."""

    partial: Any = None


class _Stopped(Exception):
    def __init__(self, output: Any) -> None:
        self.output = output


def execute(definition: dict[str, Any], given: Any, effect: Effect) -> dict[str, Any]:
    """The run's end: `{status, output}` or `{status, error, step}`."""
    results: Results = {}
    try:
        output = _body(definition["steps"], {"input": given, "trigger": {}}, results, (), effect)
        if definition.get("output") is not None:
            output = _value(definition["output"], {"input": given, "trigger": {}, "steps": results})
    except _Stopped as stop:
        return {"status": "completed", "output": stop.output}
    except _Failed as failed:
        return {"status": "failed", "error": failed.error, "step": failed.step}
    return {"status": "completed", "output": output}


def _body(steps: list[dict[str, Any]], scope: Scope, outer: Results, path: Path, effect: Effect) -> Any:
    unseen = {"status": "skipped", "output": None, "error": None}
    results, position, last = {**outer, **{step["id"]: unseen for step in steps}}, 0, None
    try:
        while position < len(steps):
            step = steps[position]
            position += 1
            scope["steps"] = results
            try:
                if step.get("when") and not is_true(_expression(step["when"], scope)):
                    results[step["id"]] = {"status": "skipped", "output": None, "error": None}
                    continue
                output = _step(step, scope, results, path, effect)
            except Failure as failure:
                partial = failure.partial if isinstance(failure, _PartlyFailed) else None
                results[step["id"]] = {"status": "failed", "output": partial, "error": localised(failure.describe())}
                on_error = step.get("on_error", "fail")
                if on_error == "fail":
                    raise _Failed(step["id"], failure.describe()) from failure
                if isinstance(on_error, dict):
                    position = [other["id"] for other in steps].index(on_error["go_to"])
                continue
            results[step["id"]] = {"status": "completed", "output": output, "error": None}
            last = output
            if step["type"] == "stop":
                if output.get("status") == "failed":
                    error = Failure("STOPPED", output.get("message") or failure_texts.STOPPED)
                    raise _Failed(step["id"], error.describe())
                raise _Stopped(output.get("output"))
            if step["type"] == "condition" and (target := step["input"].get("then" if output["result"] else "else")):
                position = [other["id"] for other in steps].index(target)
        return last
    finally:
        outer.update({step["id"]: results[step["id"]] for step in steps})


def _step(step: dict[str, Any], scope: Scope, results: Results, path: Path, effect: Effect) -> Any:
    inputs = step.get("input", {})
    match step["type"]:
        case "condition":
            return {"result": is_true(_expression(inputs["if"], scope))}
        case "for_each":
            items = _value(inputs["items"], scope)
            return _all(
                [
                    (index, inputs["steps"], {**scope, "item": item, "index": index}, (*path, index))
                    for index, item in enumerate(items)
                ],
                results,
                effect,
                lambda outputs: {"count": len(outputs), "items": list(outputs.values())},
                ("ITERATION_FAILED", failure_texts.ITERATIONS_FAILED),
            )
        case "parallel":
            return _all(
                [(branch["id"], branch["steps"], dict(scope), path) for branch in inputs["branches"]],
                results,
                effect,
                dict,
                ("BRANCH_FAILED", failure_texts.BRANCHES_FAILED),
            )
        case "set" | "stop":
            return _value(inputs, scope)
        case _:
            return effect(step["id"], path, _value(inputs, scope))


def _all(
    bodies: list[Body],
    results: Results,
    effect: Effect,
    shape: Callable[[dict[Any, Any]], Any],
    kind: tuple[str, Text],
) -> Any:
    outputs: dict[Any, Any] = {}
    failed: list[tuple[Any, _Failed]] = []
    for name, steps, scope, path in bodies:
        try:
            outputs[name] = _body(steps, scope, dict(results), path, effect)
        except _Stopped as stop:
            outputs[name] = stop.output
        except _Failed as failure:
            outputs[name] = None
            failed.append((name, failure))
    if failed:
        first, error = failed[0]
        code, text = kind
        message = {
            language: text[language].format(
                failed=len(failed),
                count=len(bodies),
                first=first,
                message=localised(error.error, language)["message"],
            )
            for language in ("ca", "es", "en")
        }
        details = {"failed": [name for name, _ in failed[:20]], "step": error.step, "error": error.error}
        whole = _PartlyFailed(code, message, details=details)
        whole.partial = shape(outputs)
        raise whole
    return shape(outputs)


def _expression(text: str, scope: Scope) -> Any:
    try:
        return evaluate(text, scope)
    except ExpressionError as error:
        raise Failure("EXPRESSION_ERROR", failure_texts.EXPRESSION, details={"reason": error.text}) from error


def _value(template: Any, scope: Scope) -> Any:
    try:
        return render(template, scope)
    except ExpressionError as error:
        raise Failure("EXPRESSION_ERROR", failure_texts.EXPRESSION, details={"reason": error.text}) from error
