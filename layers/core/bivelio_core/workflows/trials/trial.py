"""A run in memory for a sample input: nothing is written or sent, and no state machine takes part.

It shows what each step would receive. What a step gives is its mock, or what is assumed for its type (assumed.py).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.redaction import HTTP_REQUEST
from bivelio_core.workflows.definitions.limits import MAXIMUM_ITEMS
from bivelio_core.workflows.definitions.program import (
    CONDITION,
    FAILURE,
    FOR_EACH,
    PARALLEL,
    Frame,
    Node,
    Program,
    result_key,
)
from bivelio_core.workflows.execution import failure_texts
from bivelio_core.workflows.execution.failure_texts import fill
from bivelio_core.workflows.execution.interpreter import End, gather, next_action, resume
from bivelio_core.workflows.execution.mocks import mocked
from bivelio_core.workflows.execution.results import COMPLETED, FAILED, SKIPPED, Failure, Result, localised
from bivelio_core.workflows.execution.secret_places import Placeholders
from bivelio_core.workflows.execution.step_input import rendered_input, validated

from .assumed import assumed, is_example

MAXIMUM_STEPS_SHOWN = 200
MAXIMUM_SECONDS = 4.0

Effect = Callable[[Node, Any], Any]
"""What a step without a mock gives for its input, as the model of its type. Raises Failure."""

EVALUATED, MOCKED, CARRIED_OUT, SIMULATED, ASSUMED_OUTPUT = "evaluated", "mock", "sandbox", "simulated", "assumed"
"""Where the output of a step comes from; see trial_models.Source."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A step of the trial: what it received, and how it ended. `source`: where its output comes from."""

    node: Node
    frame: Frame
    input: Any
    result: Result
    source: str

    @property
    def is_assumed(self) -> bool:
        """Whether it was not carried out, not even by a simulated adapter."""
        return self.source in (MOCKED, ASSUMED_OUTPUT) or (self.source == SIMULATED and is_example(self.node.type))


class SampleData:
    """The data of a run that is nowhere stored; see step_input.RunData."""

    def __init__(self, run_input: Any, trigger: Any, about: dict[str, Any]) -> None:
        self.input, self.trigger, self.about = run_input, trigger, about
        self.placeholders = Placeholders()
        self._results: dict[str, Result] = {}
        self._items: dict[str, list[Any]] = {}
        self._instant = EvaluationContext().instant

    def secret(self, name: str) -> str:
        """What stands for a secret."""
        return self.placeholders.of(name)

    def context(self, key: str) -> EvaluationContext:
        """All steps are evaluated at the same moment."""
        return EvaluationContext(self._instant, f"sample:{key}")

    def results(self, keys: Sequence[str]) -> Mapping[str, Result]:
        """Those of the results that exist."""
        return {key: self._results[key] for key in keys if key in self._results}

    def item(self, key: str, index: int) -> Any:
        """An item of a for_each."""
        return self._items[key][index]

    def add(self, key: str, result: Result) -> None:
        """Add a result."""
        self._results[key] = result

    def add_items(self, key: str, items: list[Any]) -> None:
        """Add the items of a for_each."""
        self._items[key] = items


@dataclass
class Trial:
    """A trial under way. It ends early after so many steps or seconds; then it `is_cut`."""

    program: Program
    data: SampleData
    effect: Effect | None = None
    is_carried_out: Callable[[str], bool] = bool
    """Whether `effect` carries out a type of step."""
    tried: list[Tried] = field(default_factory=list)
    is_cut: bool = False
    ends_at: float = field(default_factory=lambda: time.monotonic() + MAXIMUM_SECONDS)

    def whole(self) -> End:
        """Run the steps, and those of `on_failure` when they have failed."""
        end = self.run(Frame())
        if end.status == FAILED and FAILURE in self.program.bodies and not self._is_over():
            self.data.about["run"]["error"] = {**localised(end.error or {}), "step": end.step}
            self.run(Frame(FAILURE))
        return end

    def run(self, frame: Frame) -> End:
        """Run a frame to its end."""
        after = None
        while True:
            decision = next_action(self.program, frame, self.data, after)
            for node, result in decision.settled:
                self._record(node, frame, self._evaluated(node, frame, result), result, source=EVALUATED)
            if isinstance(decision.action, End):
                return decision.action
            if self._is_over():
                return End(COMPLETED)
            self.step(decision.action.node, frame)
            after = decision.action.node.id

    def only(self, node: Node, frame: Frame) -> Tried:
        """Try one step, whose earlier steps have their results."""
        settled = resume(self.program, frame, self.data, node.id).settled
        if settled and settled[0][0] is node:
            result = settled[0][1]
            self._record(node, frame, self._evaluated(node, frame, result), result, source=EVALUATED)
        else:
            self.step(node, frame)
        return self.tried[0]

    def step(self, node: Node, frame: Frame) -> None:
        """Try one step that is not evaluated on the way."""
        place = len(self.tried)
        visible, source = None, EVALUATED
        try:
            rendered = rendered_input(self.program, frame, self.data, node)
            visible = self.data.placeholders.hidden(rendered)
            request = validated(node, rendered)
            if node.mock is not None:
                result, source = mocked(node), MOCKED
            elif node.type in (FOR_EACH, PARALLEL):
                result = self._inside(node, frame, request)
            elif self.effect is not None and self.is_carried_out(node.type):
                source = SIMULATED if node.type == HTTP_REQUEST else CARRIED_OUT
                result = Result(COMPLETED, self.effect(node, request))
            else:
                source = SIMULATED if is_example(node.type) else ASSUMED_OUTPUT
                result = Result(COMPLETED, assumed(node, request, self.data.placeholders))
        except Failure as failure:
            result = Result(FAILED, None, failure.describe())
            source = EVALUATED if source == ASSUMED_OUTPUT else source
        self._record(node, frame, visible, result, source=source, place=place)

    def _inside(self, node: Node, frame: Frame, request: Any) -> Result:
        """Run the frames of a loop or of branches; those after the trial's end count as completed without output."""
        items = request.items if node.type == FOR_EACH else []
        if not isinstance(items, list):
            raise Failure("VALIDATION_ERROR", failure_texts.NOT_A_LIST)
        if len(items) > MAXIMUM_ITEMS:
            text = fill(failure_texts.TOO_MANY_ITEMS, count=len(items), limit=MAXIMUM_ITEMS)
            raise Failure("VALIDATION_ERROR", text)
        self.data.add_items(result_key(node.id, frame.path), items)
        frames = self.program.inner_frames(node, frame, len(items))
        ends = [End(COMPLETED) if self._is_over() else self.run(inner) for inner in frames]
        names = [inner.path[-1] if node.type == FOR_EACH else inner.body.partition("/")[2] for inner in frames]
        return gather(node, ends, names)

    def _evaluated(self, node: Node, frame: Frame, result: Result) -> Any:
        """What a step that the interpreter evaluates received: of a condition what it says, which is no template."""
        if node.type == CONDITION:
            return node.input
        if result.status == SKIPPED:
            return None
        try:
            return rendered_input(self.program, frame, self.data, node)
        except Failure:
            return None

    def _record(
        self, node: Node, frame: Frame, visible: Any, result: Result, *, source: str, place: int | None = None
    ) -> None:
        self.data.add(result_key(node.id, frame.path), result)
        self.tried.insert(len(self.tried) if place is None else place, Tried(node, frame, visible, result, source))

    def _is_over(self) -> bool:
        self.is_cut = self.is_cut or len(self.tried) >= MAXIMUM_STEPS_SHOWN or time.monotonic() >= self.ends_at
        return self.is_cut


def outermost(program: Program, frame: Frame) -> Iterator[str]:
    """The branches around a frame, from the innermost."""
    for around in program.frames(frame):
        _, marker, branch = around.body.partition("/")
        if marker:
            yield branch
