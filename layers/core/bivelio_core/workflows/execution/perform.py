"""The tasks with effects: run a step once, record its result, and continue (engine.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bivelio_core import clock, domain
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError, InsufficientScope
from bivelio_core.scopes import includes
from bivelio_core.store.chains import ChainMarkingTable
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.definitions.program import Node

from . import payloads
from .engine import after, within
from .prepare import received_input
from .results import COMPLETED, Failure, Result, Unfinished
from .retrying import try_later
from .run_view import MachineState, Measured, RunView
from .runs import chain_of_run, instance_id
from .secret_places import Placeholders
from .step_records import admit, keep_progress, settle
from .step_state import StepState

DEFAULT_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Call:
    """The call of an effect: the context of its step."""

    ctx: Context
    timeout_seconds: int
    placeholders: Placeholders
    progress: "Progress"
    run_secrets: frozenset[str] = frozenset()
    """The names of all secrets that the steps of the run send."""

    @property
    def key(self) -> str:
        """The step's idempotency key, the same at every try."""
        return str(self.ctx.idempotency_key)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a step with many requests, passed from one invocation to the next."""

    view: RunView
    step: StepState
    about: dict[str, Any]

    def read(self) -> Any:
        """Return the stored progress; None at the beginning."""
        return self.step.progress_value()

    def keep(self, value: Any, *, changes: bool = False) -> None:
        """Store the progress, so that another invocation can continue if this one dies.

        `changes`: what follows may change something once more, which is counted with this write. Raises Failure when
        the chain has reached its limit.
        """
        keep_progress(self.view, self.step, value, self.about, changes=changes)


def perform(table: Table, state: MachineState) -> tuple[MachineState, list[Measured]]:
    """Run a state's step once, record its result, and return the next state."""
    return within(table, state, lambda view: performed(view, state["action"]))


def performed(view: RunView, action: Mapping[str, Any]) -> MachineState:
    """The state after an action's step, which is run unless it has its result."""
    node = view.program.nodes[action["step"]]
    return run_step(view, node, action) or after(view, node)


def run_step(view: RunView, node: Node, action: Mapping[str, Any]) -> MachineState | None:
    """Run a step once and record its result, unless it has one; returns the state with a wait if it continues later."""
    step = view.read(node)
    if step.result is not None:
        return None
    step.began_at = clock.stamp()
    earlier, started = step.attempts, step.started_at or step.began_at
    about = {"attempts": earlier, "started_at": started}
    if (moment := action.get("moment")) is not None:
        view.remember(node, moment)
    try:
        request, kind = received_input(view, node), domain.step_types()[node.type]
        _require(view.program.scopes, kind.scope)
        if kind.changes and not admit(view, step, about):
            return None
        result = Result(COMPLETED, _output(view, step, request, about))
    except Unfinished as rest:
        try:
            return _continued(view, step, rest, action, about)
        except Failure as failure:  # too large, or too many changes
            return try_later(view, step, failure, earlier + 1, started)
    except Failure as failure:
        return try_later(view, step, failure, earlier + 1, started)
    settle(view, step, result, attempts=earlier + 1, started_at=started)
    return None


def _continued(
    view: RunView, step: StepState, rest: Unfinished, action: Mapping[str, Any], about: dict[str, Any]
) -> MachineState:
    """The state in which the step goes on: at once, or after its wait."""
    if not rest.wait_seconds:
        keep_progress(view, step, rest.progress, about, changes=rest.changes)
        return view.to_state(action)
    until = clock.stamp(clock.now() + timedelta(seconds=rest.wait_seconds))
    keep_progress(view, step, rest.progress, {**about, "until": until}, changes=rest.changes)
    return view.to_state({"kind": "wait", "step": step.node.id, "until": until})


def _output(view: RunView, step: StepState, request: Any, about: dict[str, Any]) -> Any:
    """The effect's output. Raises Failure for every failure of the step itself or of its receiver."""
    node = step.node
    effect = domain.step_types()[node.type].carried_out_by
    call = Call(
        _context(view, step),
        node.timeout_seconds or DEFAULT_TIMEOUT_SECONDS,
        view.data.placeholders,
        Progress(view, step, about),
        view.program.secrets,
    )
    try:
        return payloads.plain(effect(request, call))
    except ApiError as error:
        raise Failure.of(error) from error


def _require(granted: frozenset[str], scope: str | None) -> None:
    """Raise Failure unless the definition's grant covers the step's scope."""
    if scope is None or includes(granted, scope):
        return
    error = InsufficientScope.of(scope)
    raise Failure.of(error) from error


def _context(view: RunView, step: StepState) -> Context:
    instance = instance_id(view.store, view.instance)
    name, _, iteration = step.key.partition("#")
    chain = chain_of_run(view.instance)
    table = ChainMarkingTable(view.store.table, chain)
    return Context(
        tenant=view.run.tenant,
        actor=Actor("workflow", view.instance["workflow_id"]),
        scopes=view.program.scopes,
        request_id=instance,
        language="ca",
        store=TenantStore(table, view.run.tenant),
        idempotency_key=LastingKey(f"{instance}:{name}:{iteration}"),
        chain=chain,
    )
