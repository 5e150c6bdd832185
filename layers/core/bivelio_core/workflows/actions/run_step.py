"""Run one step without saving it, with simulated adapters."""

import time
from dataclasses import dataclass, replace
from typing import Any

from bivelio_core import domain
from bivelio_core.context import Context
from bivelio_core.errors import ApiError, Conflict, InsufficientScope, Unprocessable
from bivelio_core.scopes import includes
from bivelio_core.workflows.definitions.check import definition_faults
from bivelio_core.workflows.definitions.program import APPROVAL, Frame, Node, Program, result_key
from bivelio_core.workflows.definitions.uses import scopes_needed
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.execution.results import COMPLETED, Failure, Result
from bivelio_core.workflows.execution.secret_places import Placeholders
from bivelio_core.workflows.saving import missing_faults
from bivelio_core.workflows.trials.models import (
    RunStep,
    StepRun,
    TriedStep,
)
from bivelio_core.workflows.trials.show import MAXIMUM_FAULTS, about_run, shown_step
from bivelio_core.workflows.trials.trial import SampleData, Trial

READ = frozenset({"contacts", "calendar", "cases"})
"""The families whose reading operations `run_step` carries out itself, but for those that write files."""

WRITES_FILES = frozenset({"contacts.export", "contacts.export_data"})

CARRIED_OUT = frozenset(
    {
        *("http_request", "contact.find", "calendar.create"),
        *("contact.create", "contact.update", "contacts.create", "contacts.update", "contacts.archive"),
        *("case.create", "case.update", "cases.create", "cases.update"),
    }
)
"""What else it carries out. Other types need what only their own functions have, and give the operation's example;
steps that wait would outlast the request."""


def run_step(request: RunStep, ctx: Context) -> StepRun:
    """Run one step with simulated adapters. Raises Conflict in live, Unprocessable for a step that cannot be saved.

    Raises InsufficientScope for a step that does what the caller may not do.
    """
    if not ctx.tenant.is_sandbox:
        raise Conflict(details={"reason": "sandbox_only"})
    program, node, frame, data = _around(ctx, request)
    start = time.monotonic()
    trial = Trial(program, data, _effect(ctx, data.placeholders), _is_carried_out)
    tried = trial.only(node, frame)
    milliseconds = int((time.monotonic() - start) * 1_000)
    inside = [TriedStep(**shown_step(program, each, ctx.language)) for each in trial.tried if each is not tried]
    about = shown_step(program, tried, ctx.language)
    return StepRun(**about, steps=inside, truncated=trial.is_cut, duration_ms=milliseconds)


def _require_scopes(ctx: Context, definition: dict[str, Any]) -> None:
    """Raise InsufficientScope for a step, or one inside it, that does what the caller may not do."""
    for _, _, scope in scopes_needed(definition):
        if not includes(ctx.scopes, scope):
            raise InsufficientScope.of(scope)


def _around(ctx: Context, request: RunStep) -> tuple[Program, Node, Frame, SampleData]:
    """The step in a definition in which the given outputs are those of earlier steps. Raises Unprocessable."""
    step_id = request.step.get("id")
    earlier = [_earlier(name, request.step) for name in request.steps if name != step_id]
    loop = next(
        name for name in map("loop_{}".format, range(len(earlier) + 2)) if name not in {*request.steps, step_id}
    )
    body = {"id": loop, "type": "for_each", "input": {"items": [request.item], "steps": [request.step]}}
    is_in_loop = "item" in request.model_fields_set
    definition = {
        "name": loop,
        "trigger_type": "manual",
        "concurrency": "allow",
        "steps": [*earlier, body if is_in_loop else request.step],
    }
    place = f"steps[{len(earlier)}]" + (".input.steps[0]" if is_in_loop else "")
    faults = definition_faults(definition, MAXIMUM_FAULTS) or [*missing_faults(ctx, definition)]
    if faults:
        raise Unprocessable([fault._replace(field=fault.field.replace(place, "step", 1)) for fault in faults])
    _require_scopes(ctx, definition)
    data = SampleData(payloads.plain(request.input), payloads.plain(request.trigger), about_run())
    for name, output in request.steps.items():
        data.add(result_key(name, ()), Result(COMPLETED, payloads.plain(output)))
    data.add_items(result_key(loop, ()), [payloads.plain(request.item)])
    program = Program(definition, ctx.scopes)
    return program, program.nodes[str(step_id)], Frame(loop, (0,)) if is_in_loop else Frame(), data


def _is_carried_out(step_type: str) -> bool:
    step = domain.step_types()[step_type]
    is_read = step.effect is not None and step.family in READ and not step.changes
    return step_type in CARRIED_OUT or (is_read and step_type not in WRITES_FILES)


def _earlier(name: str, step: dict[str, Any]) -> dict[str, Any]:
    """A step that stands for one whose output is given: an approval where the tried step excludes its deciders."""
    inputs = step.get("input")
    excluded = inputs.get("exclude_deciders_of") if isinstance(inputs, dict) else None
    if isinstance(excluded, list) and name in excluded:
        return {"id": name, "type": APPROVAL, "input": {"message": name}}
    return {"id": name, "type": "set"}


@dataclass(frozen=True, slots=True)
class _Call:
    """The call of an effect outside of a run; see perform.Call. In the sandbox no step continues in another call."""

    ctx: Context
    timeout_seconds: int
    placeholders: Placeholders
    key: str
    run_secrets: frozenset[str] = frozenset()


def _effect(ctx: Context, placeholders: Placeholders) -> Any:
    """The effect of each step, once for each time that it is reached."""
    steps: list[str] = []

    def carry_out(node: Node, request: Any) -> Any:
        from bivelio_core.workflows.execution.perform import DEFAULT_TIMEOUT_SECONDS  # noqa: PLC0415 - validate needs none of it

        steps.append(node.id)
        key = ctx.idempotency_key and f"{ctx.idempotency_key}:{len(steps)}"
        own = replace(ctx, idempotency_key=key)
        call = _Call(own, node.timeout_seconds or DEFAULT_TIMEOUT_SECONDS, placeholders, str(own.idempotency_key))
        try:
            return payloads.plain(domain.step_types()[node.type].carried_out_by(request, call))
        except ApiError as error:
            raise Failure.of(error) from error

    return carry_out
