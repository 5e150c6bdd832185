"""Compute the next action of a run, as a pure function of its definition and its results so far.

Steps without effects (set, condition, stop, and those whose `when` is false) are evaluated at once; every other step
is an action for the state machine. The same input gives the same answer, so a function that was killed before its
answer arrived is simply called again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bivelio_core.expressions.references import check as check_expression
from bivelio_core.expressions.references import references_of
from bivelio_core.expressions.rendering import evaluate, is_true, render
from bivelio_core.workflows.definitions.limits import MAXIMUM_RETRY_WAIT_SECONDS
from bivelio_core.workflows.definitions.program import (
    CONDITION,
    FOR_EACH,
    SET,
    STOP,
    Frame,
    Node,
    Program,
    frame_key,
    result_key,
)

from . import failure_texts
from .results import COMPLETED, FAILED, SKIPPED, Failure, Result, is_fatal, localised
from .step_input import RunData, guarded, rendered_input, scope, step_context, validated

PURE = frozenset({SET, CONDITION, STOP})
FAILURES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class RunStep:
    """Run this step."""

    node: Node


@dataclass(frozen=True, slots=True)
class End:
    """The frame is at its end; after a failure `step` is the one that failed."""

    status: str
    output: Any = None
    error: dict[str, Any] | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The next action, and the results of steps that were evaluated before it."""

    action: RunStep | End
    settled: tuple[tuple[Node, Result], ...] = ()


def next_action(program: Program, frame: Frame, data: RunData, after: str | None = None) -> Decision:
    """The next action of a frame after the step `after` has its result, or at the frame's beginning."""
    if after is None:
        return _walk(program, frame, data, 0)
    key = result_key(after, frame.path)
    move = _after(program, program.nodes[after], data.results([key])[key])
    return Decision(move) if isinstance(move, End) else _walk(program, frame, data, move)


def resume(program: Program, frame: Frame, data: RunData, failed: str) -> Decision:
    """The next action of a frame that is retried from the step that failed."""
    return _walk(program, frame, data, program.nodes[failed].position)


def _walk(program: Program, frame: Frame, data: RunData, position: int) -> Decision:
    """Evaluate effect-free steps until one needs a worker or the frame ends."""
    body, overlay = program.bodies[frame.body], _Overlay(data)
    settled: list[tuple[Node, Result]] = []
    while position < len(body):
        node = body[position]
        result = _settle(program, frame, overlay, node)
        if result is None:
            return Decision(RunStep(node), tuple(settled))
        settled.append((node, result))
        overlay.add(result_key(node.id, frame.path), result)
        move = _after(program, node, result)
        if isinstance(move, End):
            return Decision(move, tuple(settled))
        position = move
    return Decision(_end(program, frame, overlay), tuple(settled))


def gather(node: Node, ends: Sequence[End], names: Sequence[Any]) -> Result:
    """Return the result of a for_each or parallel from the ends of its frames, which `names` names."""
    failed = [(name, end) for name, end in zip(names, ends, strict=True) if end.status == FAILED]
    outputs = [None if end.status == FAILED else end.output for end in ends]
    is_loop = node.type == FOR_EACH
    output = {"count": len(ends), "items": outputs} if is_loop else dict(zip(names, outputs, strict=True))
    if not failed:
        return Result(COMPLETED, output)
    if fatal := next((end.error for _, end in failed if is_fatal(end.error)), None):
        return Result(FAILED, output, fatal)
    first, end = failed[0]
    text = failure_texts.ITERATIONS_FAILED if is_loop else failure_texts.BRANCHES_FAILED
    about = {"failed": len(failed), "count": len(ends), "first": first}
    failure = Failure(
        "ITERATION_FAILED" if is_loop else "BRANCH_FAILED",
        {language: text[language].format(**about, message=_message(end, language)) for language in text},
        details={"failed": [name for name, _ in failed[:FAILURES_SHOWN]], "step": end.step, "error": end.error},
    )
    return Result(FAILED, output, failure.describe())


def _message(end: End, language: str) -> str:
    return str((localised(end.error, language) or {}).get("message", ""))


def retry_delay(node: Node, failure: Failure, attempts: int) -> float | None:
    """Return how many seconds after its `attempts`-th failure a step is retried; None for never.

    A longer wait that the receiver requests by Retry-After takes precedence; the longest wait is a day.
    """
    is_retried = failure.retryable if node.retry.on is None else failure.code in node.retry.on
    if not is_retried or attempts >= node.retry.attempts:
        return None
    backoff = node.retry.backoff_seconds * node.retry.backoff_rate ** (attempts - 1)
    return min(max(backoff, failure.retry_after_seconds), MAXIMUM_RETRY_WAIT_SECONDS)


def _settle(program: Program, frame: Frame, data: RunData, node: Node) -> Result | None:
    """The result of an effect-free step; None for a step that needs a worker."""
    try:
        if node.when is not None:
            when = node.when
            seen = scope(program, frame, data, check_expression(when))
            if not is_true(guarded(lambda: evaluate(when, seen, step_context(frame, data, node)))):
                return Result(SKIPPED)
        if node.type not in PURE:
            return None
        if node.type == CONDITION:
            expression = node.input["if"]
            seen = scope(program, frame, data, check_expression(expression))
            context = step_context(frame, data, node)
            return Result(COMPLETED, {"result": is_true(guarded(lambda: evaluate(expression, seen, context)))})
        rendered = rendered_input(program, frame, data, node)
        if node.type == STOP:
            validated(node, rendered)  # a set takes any values
        return Result(COMPLETED, rendered)
    except Failure as failure:
        return Result(FAILED, None, failure.describe())


def _after(program: Program, node: Node, result: Result) -> int | End:
    """Return where the frame continues after a finished step: a position in its body, or its end."""
    if result.status == FAILED:
        match "fail" if is_fatal(result.error) else node.on_error:
            case "fail":
                return End(FAILED, None, result.error, node.id)
            case "go_to":
                return program.nodes[str(node.go_to)].position
            case _:
                return node.position + 1
    if result.status == COMPLETED and node.type == STOP:
        return _stopped(node, result)
    if result.status == COMPLETED and node.type == CONDITION:
        target = node.input.get("then" if result.output["result"] else "else")
        return program.nodes[target].position if target else node.position + 1
    return node.position + 1


def _stopped(node: Node, result: Result) -> End:
    if result.output.get("status", COMPLETED) == COMPLETED:
        return End(COMPLETED, result.output.get("output"))
    message = result.output.get("message")
    return End(FAILED, None, Failure("STOPPED", str(message) if message else failure_texts.STOPPED).describe(), node.id)


def _end(program: Program, frame: Frame, data: RunData) -> End:
    """Return the end of a completed body: the workflow's `output`, or the output of its last completed step."""
    if frame.is_root and program.output is not None:
        try:
            seen = scope(program, frame, data, references_of(program.output))
            return End(COMPLETED, guarded(lambda: render(program.output, seen, data.context(frame_key(frame)))))
        except Failure as failure:
            return End(FAILED, None, failure.describe())
    keys = [result_key(node.id, frame.path) for node in program.bodies[frame.body]]
    results = data.results(keys)
    done = [results[key] for key in keys if key in results and results[key].status == COMPLETED]
    return End(COMPLETED, done[-1].output if done else None)


class _Overlay:
    """The data of a run, with the results that were evaluated since it was read."""

    def __init__(self, data: RunData) -> None:
        self._data = data
        self._added: dict[str, Result] = {}
        self.input, self.trigger, self.item = data.input, data.trigger, data.item
        self.about, self.context, self.secret = data.about, data.context, data.secret

    def add(self, key: str, result: Result) -> None:
        self._added[key] = result

    def results(self, keys: Sequence[str]) -> Mapping[str, Result]:
        rest = [key for key in keys if key not in self._added]
        results = dict(self._data.results(rest)) if rest else {}
        return results | {key: self._added[key] for key in keys if key in self._added}
