"""The tasks with effects: run a step once, record its result, and continue (engine.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType, SimpleNamespace
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
from .engine import after, attempts_of, failed, started_at, within
from .prepare import received_input
from .results import COMPLETED, Failure, Result, Unfinished
from .runs import chain_of_run, instance_id
from .secret_places import Placeholders
from .session import MachineState, Measured, Session

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
    """How far a step of many requests has come, from one invocation to the next."""

    session: Session
    node: Node
    about: dict[str, Any]

    def read(self) -> Any:
        """What was kept; None at the beginning."""
        return payloads.read(self.session.progress.get(self.session.key(self.node), {}), "progress")

    def keep(self, value: Any) -> None:
        """Keep it, for an invocation that goes on where this one died."""
        self.session.keep_progress(self.node, value, self.about)


def perform(
    table: Table, state: MachineState, effects: ModuleType | SimpleNamespace
) -> tuple[MachineState, list[Measured]]:
    """Run a state's step once, by its type's function in `effects`, record its result, and return the next state."""
    return within(table, state, lambda session: performed(session, state["action"], effects))


def performed(session: Session, action: Mapping[str, Any], effects: ModuleType | SimpleNamespace) -> MachineState:
    """The state after an action's step, which is run unless it has its result."""
    node = session.program.nodes[action["step"]]
    record = session.record(node)
    if session.result(record) is not None:
        return after(session, node)
    started, attempts = clock.stamp(), attempts_of(session, record) + 1
    session.history.begin(session.key(node), started)
    if (moment := action.get("moment")) is not None:
        session.remember(node, moment)
    try:
        request, kind = received_input(session, node), domain.step_types()[node.type]
        _require(session.program.scopes, kind.scope)
        if kind.changes and not session.admit(node, attempts=attempts - 1, started_at=started_at(record) or started):
            return after(session, node)
        about = {"attempts": attempts - 1, "started_at": started_at(record) or started}
        output = _run(session, node, request, effects, about)
    except Unfinished as rest:
        return _continued(session, node, rest, action, about)
    except Failure as failure:
        return failed(session, node, failure, attempts, started_at(record) or started)
    session.settle(node, Result(COMPLETED, output), attempts=attempts, started_at=started_at(record) or started)
    return after(session, node)


def _continued(
    session: Session, node: Node, rest: Unfinished, action: Mapping[str, Any], about: dict[str, Any]
) -> MachineState:
    """The state in which the step goes on: at once, or after its wait."""
    until = clock.stamp(clock.now() + timedelta(seconds=rest.wait_seconds))
    session.keep_progress(node, rest.progress, {**about, "until": until} if rest.wait_seconds else about)
    return session.to_state({"kind": "wait", "step": node.id, "until": until} if rest.wait_seconds else action)


def _run(
    session: Session, node: Node, request: Any, effects: ModuleType | SimpleNamespace, about: dict[str, Any]
) -> Any:
    """The effect's output. Raises Failure for every failure of the step itself or of its receiver."""
    effect = getattr(effects, str(domain.step_types()[node.type].effect).partition(":")[2])
    call = Call(
        _context(session, node),
        node.timeout_seconds or DEFAULT_TIMEOUT_SECONDS,
        session.data.placeholders,
        Progress(session, node, about),
        session.program.secrets,
    )
    try:
        return payloads.plain(effect(request, call))
    except ApiError as error:
        raise Failure.of(error) from error


def _require(granted: frozenset[str], scope: str | None) -> None:
    """Raise Failure unless the definition's grant covers the step's scope."""
    if scope is None or includes(granted, scope):
        return
    resource, _, level = scope.partition(":")
    error = InsufficientScope(scope=scope, details={"required_scope": level, "resource": resource})
    raise Failure.of(error) from error


def _context(session: Session, node: Node) -> Context:
    instance = instance_id(session.store, session.instance)
    step, _, iteration = session.key(node).partition("#")
    chain = chain_of_run(session.instance)
    table = ChainMarkingTable(session.store.table, chain)
    return Context(
        tenant=session.run.tenant,
        actor=Actor("workflow", session.instance["workflow_id"]),
        scopes=session.program.scopes,
        request_id=instance,
        language="ca",
        store=TenantStore(table, session.run.tenant),
        idempotency_key=LastingKey(f"{instance}:{step}:{iteration}"),
        chain=chain,
    )
