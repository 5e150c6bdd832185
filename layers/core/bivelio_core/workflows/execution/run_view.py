"""A run as one invocation reads it: the instance, the definition, and its steps.

The writes are in step_records.py (steps and frames) and run_status.py (the instance).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, STEP
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.definitions.program import Frame, Node, Program, frame_key, result_key

from .run_data import StoredRunData
from .runs import ACTIVE, Run, load_program
from .step_state import StepState

MachineState = dict[str, Any]
"""The state that the state machine passes from task to task: `{run, frame, action}`."""

READ_AHEAD = 20
"""The records of steps that are read with the instance when a frame begins inside a function."""


class RunOver(Exception):
    """The run has ended, was cancelled, or is now run by another execution, so this execution stops."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The metrics of a step that ended."""

    step: str
    type: str
    status: str
    duration_ms: int


@dataclass(eq=False, repr=False, match_args=False)
class RunView:
    """A run in one invocation, at one of its frames. Results that were written are known without reading them.

    Attributes:
        records: the records that were read with the instance, by name, until they are written.
        measured: the metrics of the steps that ended; views of frames inside share the list.
        steps: the steps that this invocation has come to, by the names of their results.
    """

    store: TenantStore
    run: Run
    frame: Frame
    instance: Item
    program: Program
    data: StoredRunData
    records: dict[str, Item | None] = field(default_factory=dict)
    measured: list[Measured] = field(default_factory=list)
    steps: dict[str, StepState] = field(default_factory=dict)

    def key(self, node: Node) -> str:
        """The name of a step's result in this frame."""
        return result_key(node.id, self.frame.path)

    def to_state(self, action: Mapping[str, Any]) -> MachineState:
        """The state that the state machine passes on."""
        return {"run": self.run.to_state(), "frame": str(self.frame), "action": dict(action)}

    def step(self, node: Node) -> StepState:
        """Return a step as far as it is known, without a read."""
        key = self.key(node)
        return self.steps.setdefault(key, StepState(node, key, self.run.number))

    def read(self, node: Node) -> StepState:
        """Return a step with its record. The record of the state's own step was read with the instance."""
        step = self.step(node)
        step.take(self.lookup(step.key))
        if step.record is not None and "moment" in step.record:
            self.remember(node, step.record["moment"])
        return step

    def lookup(self, name: str) -> Item | None:
        """Return a record of the run: the one read with the instance until it is written, else a new read."""
        return self.records[name] if name in self.records else self.store.get(STEP, name, self.run.sk)

    def remember(self, node: Node, moment: str) -> None:
        """Evaluate a step's expressions as at the moment of its first try, which stays in its record."""
        step = self.step(node)
        if step.moment is None:
            step.moment = moment
        if step.moment == moment:
            self.data.remember(step.key, clock.parse(moment))

    def renew(self) -> None:
        """Read the instance again. Raises RunOver when the run has ended or another execution runs it."""
        self.instance = _still_run(self.run, self.store.get(INSTANCE, self.run.sk))
        self.data.renew(self.instance)

    def inside(self, frame: Frame, step: str | None) -> "RunView":
        """Return a view of the same run in a frame of the current step: at `step`, or at the frame's beginning.

        One call reads everything needed next. Raises RunOver as `open_view` does.
        """
        body = [node.id for node in self.program.bodies[frame.body][:READ_AHEAD]]
        names = [result_key(each, frame.path) for each in ([step] if step else body)]
        keys = {name: self.store.key(STEP, name, self.run.sk) for name in (frame_key(frame), *names)}
        of_run = self.store.key(INSTANCE, self.run.sk)
        items = self.store.table.get_many([of_run, *keys.values()], consistent=True)
        instance = _still_run(self.run, items.get(of_run))
        return RunView(
            self.store,
            self.run,
            frame,
            instance,
            self.program,
            self.data.inside(instance),
            {name: items.get(key) for name, key in keys.items()},
            self.measured,
        )


def open_view(table: Table, state: Mapping[str, Any]) -> RunView:
    """The run of a state, from one call. Raises RunOver when the run has ended or another execution runs it."""
    run, frame = Run.of_state(state["run"]), Frame.parse(state["frame"])
    store = TenantStore(table, run.tenant)
    instance, records = _read(store, run, frame, (state.get("action") or {}).get("step"))
    instance = _still_run(run, instance)
    program = load_program(store, instance["workflow_id"], instance["workflow_version"])
    return RunView(store, run, frame, instance, program, StoredRunData(store, instance), records)


def _still_run(run: Run, instance: Item | None) -> Item:
    """Return the instance if this execution still runs it. Raises RunOver otherwise."""
    if instance is None or instance["number"] != run.number or instance["status"] not in ACTIVE:
        raise RunOver(instance)
    return instance


def _read(store: TenantStore, run: Run, frame: Frame, step: str | None) -> tuple[Item | None, dict[str, Item | None]]:
    """The instance and the record of the step that a state is about."""
    if step is None:
        return store.get(INSTANCE, run.sk), {}
    name = result_key(step, frame.path)
    of_run, of_step = store.key(INSTANCE, run.sk), store.key(STEP, name, run.sk)
    items = store.table.get_many([of_run, of_step], consistent=True)
    return items.get(of_run), {name: items.get(of_step)}
