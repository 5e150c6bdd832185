"""Try definitions and single steps without saving them: what is wrong, and what each step would receive."""

import time
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from pydantic import ValidationError as PydanticError

from bivelio_core import clock, config, domain
from bivelio_core.context import Context
from bivelio_core.errors import ApiError, Conflict, InsufficientScope, Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.json_text import to_json
from bivelio_core.model_faults import faults_of
from bivelio_core.scopes import includes

from .define import MANY_AT_ONCE, missing_faults, needs_secret
from .definitions.check import definition_faults, scopes_needed
from .definitions.loose_comparisons import warnings
from .definitions.program import Frame, Node, Program, result_key
from .execution import payloads
from .execution.results import COMPLETED, Failure, Result, localised
from .execution.secret_places import Placeholders
from .execution.trial import SampleData, Trial, Tried, outermost
from .models import CreateWorkflow
from .show_steps import SHOWN_CHARACTERS
from .trial_models import DefinitionFault, DefinitionWarning, RunStep, StepRun, TriedStep, ValidateWorkflow, Validation

MAXIMUM_FAULTS = 500
SAMPLE_WORKFLOW, SAMPLE_INSTANCE = "wf_sample", "wfi_sample"
CARRIED_OUT = ("http", "contacts", "calendar", "cases")
"""The families whose effects `run_step` has itself. Invoices, messages, tools and what asks a language model need what
only their own functions have, and give the operation's example; steps that wait would outlast the request."""


def validate(request: ValidateWorkflow, ctx: Context) -> Validation:
    """Check a definition as `create` does, with all its faults, and run it in memory for a sample. Writes nothing."""
    definition, found = _checked(ctx, request.definition)
    if found:
        errors = [_shown_fault(fault, ctx.language) for fault in found[:MAXIMUM_FAULTS]]
        return Validation(valid=False, errors=errors, scopes=[], missing_scopes=[], steps=[], truncated=False)
    scopes = sorted({scope for _, _, scope in scopes_needed(definition)})
    program = Program(definition)
    given, started = payloads.plain(request.input), payloads.plain(request.trigger)
    trial = Trial(program, SampleData(given, {"type": definition["trigger_type"], **started}, _about()))
    end = trial.whole()
    return Validation(
        valid=True,
        errors=[],
        warnings=_warnings(definition, ctx.language),
        scopes=scopes,
        missing_scopes=[scope for scope in scopes if not includes(ctx.scopes, scope)],
        steps=[TriedStep(**_shown(program, tried, ctx.language)) for tried in trial.tried],
        truncated=trial.is_cut,
        status=None if trial.is_cut else end.status,
        output=None if trial.is_cut else end.output,
        error=localised(end.error, ctx.language),
    )


def run_step(request: RunStep, ctx: Context) -> StepRun:
    """Run one step with simulated adapters. Raises Conflict in live, Unprocessable for a step that cannot be saved.

    Raises InsufficientScope for a step that does what the caller may not do.
    """
    if not ctx.tenant.is_sandbox:
        raise Conflict(details={"reason": "sandbox_only"})
    program, node, frame, data = _around(ctx, request)
    begun = time.monotonic()
    trial = Trial(program, data, _effect(ctx, data.placeholders), CARRIED_OUT)
    tried = trial.only(node, frame)
    milliseconds = int((time.monotonic() - begun) * 1_000)
    inside = [TriedStep(**_shown(program, each, ctx.language)) for each in trial.tried if each is not tried]
    about = _shown(program, tried, ctx.language)
    return StepRun(**about, steps=inside, truncated=trial.is_cut, duration_ms=milliseconds)


def _require_scopes(ctx: Context, definition: dict[str, Any]) -> None:
    """Raise InsufficientScope for a step, or one inside it, that does what the caller may not do."""
    for _, _, scope in scopes_needed(definition):
        if not includes(ctx.scopes, scope):
            resource, _, level = scope.partition(":")
            raise InsufficientScope(scope=scope, details={"required_scope": level, "resource": resource})


def _checked(ctx: Context, document: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The definition of a document, with what it leaves out, and all its faults."""
    found: list[Fault] = []
    try:
        CreateWorkflow.model_validate_json(to_json(document))
    except PydanticError as error:
        found = faults_of(error)
    refused = {fault.field.partition(".")[0].partition("[")[0] for fault in found}
    fields = {name: value for name, value in document.items() if name in CreateWorkflow.model_fields}
    definition = {
        "description": "",
        "trigger_type": "manual",
        "trigger": {},
        **{name: value for name, value in fields.items() if name not in refused},
    }
    if definition.get("concurrency") is None:
        definition["concurrency"] = "allow" if definition["trigger_type"] in MANY_AT_ONCE else "single"
    if "steps" in definition:
        found += definition_faults(definition, MAXIMUM_FAULTS)
    if not found:
        found += missing_faults(ctx, definition)
    if not found and needs_secret(definition) and "secret" not in definition["trigger"]["verify"]:
        found.append(Fault("trigger.verify.secret", "required"))
    return definition, found


def _around(ctx: Context, request: RunStep) -> tuple[Program, Node, Frame, SampleData]:
    """The step in a definition in which the given outputs are those of earlier steps. Raises Unprocessable."""
    step_id = request.step.get("id")
    earlier = [{"id": name, "type": "set"} for name in request.steps if name != step_id]
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
    found = definition_faults(definition, MAXIMUM_FAULTS) or [*missing_faults(ctx, definition)]
    if found:
        raise Unprocessable([fault._replace(field=fault.field.replace(place, "step", 1)) for fault in found])
    _require_scopes(ctx, definition)
    data = SampleData(payloads.plain(request.input), payloads.plain(request.trigger), _about())
    for name, output in request.steps.items():
        data.add(result_key(name, ()), Result(COMPLETED, payloads.plain(output)))
    data.add_items(result_key(loop, ()), [payloads.plain(request.item)])
    program = Program(definition, ctx.scopes)
    return program, program.nodes[str(step_id)], Frame(loop, (0,)) if is_in_loop else Frame(), data


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
    made: list[str] = []

    def carry_out(node: Node, given: Any) -> Any:
        from .execution.perform import DEFAULT_TIMEOUT_SECONDS  # noqa: PLC0415 - validate needs none of it

        made.append(node.id)
        key = ctx.idempotency_key and f"{ctx.idempotency_key}:{len(made)}"
        own = replace(ctx, idempotency_key=key)
        call = _Call(own, node.timeout_seconds or DEFAULT_TIMEOUT_SECONDS, placeholders, str(own.idempotency_key))
        try:
            return payloads.plain(domain.found(str(domain.step_types()[node.type].effect))(given, call))
        except ApiError as error:
            raise Failure.of(error) from error

    return carry_out


def _about() -> dict[str, Any]:
    """What expressions call `run` and `workflow` in a trial."""
    url = f"{config.app_url()}/workflows/instances/{SAMPLE_INSTANCE}"
    return {
        "run": {"id": SAMPLE_INSTANCE, "started_at": clock.timestamp(), "url": url, "error": None},
        "workflow": {"id": SAMPLE_WORKFLOW},
    }


def _warnings(definition: dict[str, Any], language: str) -> list[DefinitionWarning]:
    return [
        DefinitionWarning(field=each.field, step=each.step, message=each.text[language])
        for each in islice(warnings(definition), MAXIMUM_FAULTS)
    ]


def _shown_fault(fault: Fault, language: str) -> DefinitionFault:
    return DefinitionFault(**{"step": fault.values.get("step"), **fault.details(language)})


def _shown(program: Program, tried: Tried, language: str) -> dict[str, Any]:
    return {
        "step_id": tried.node.id,
        "iteration": result_key(tried.node.id, tried.frame.path).partition("#")[2],
        "branch": next(outermost(program, tried.frame), None),
        "type": tried.node.type,
        "status": tried.result.status,
        **_small("input", tried.input),
        **_small("output", tried.result.output),
        "source": tried.source,
        "assumed": tried.is_assumed,
        "error": localised(tried.result.error, language),
    }


def _small(name: str, value: Any) -> dict[str, Any]:
    """A value, or that it is left out."""
    is_small = len(payloads.to_text(value)) <= SHOWN_CHARACTERS
    return {name: value} if is_small else {f"{name}_omitted": True}
