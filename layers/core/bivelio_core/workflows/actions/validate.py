"""Validate a definition without saving it: what is wrong, and what each step would receive."""

from itertools import chain, islice
from typing import Any

from pydantic import ValidationError as PydanticError

from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.faults import Fault
from bivelio_core.json_text import to_json
from bivelio_core.model_faults import faults_of
from bivelio_core.scopes import includes
from bivelio_core.workflows.definitions.check import all_faults
from bivelio_core.workflows.definitions.loose_comparisons import warnings
from bivelio_core.workflows.definitions.program import Program
from bivelio_core.workflows.definitions.upcoming import next_runs_of
from bivelio_core.workflows.definitions.uses import scopes_needed
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.execution.results import localised
from bivelio_core.workflows.execution.stored import definition_of, load_workflow
from bivelio_core.workflows.models import CreateWorkflow, DefinitionWarning
from bivelio_core.workflows.reading import schedule_warnings
from bivelio_core.workflows.saving import MANY_AT_ONCE, missing_faults, needed_secrets
from bivelio_core.workflows.trials.models import (
    DefinitionFault,
    TriedStep,
    ValidateWorkflow,
    Validation,
)
from bivelio_core.workflows.trials.show import MAXIMUM_FAULTS, about_run, shown_step
from bivelio_core.workflows.trials.trial import SampleData, Trial
from bivelio_core.workflows.triggers import addresses


def validate(request: ValidateWorkflow, ctx: Context) -> Validation:
    """Check a definition as `create` does, with all its faults, and run it in memory for a sample. Writes nothing.

    Of a workflow that was saved, by its `id`, it says what would be refused today; it goes on starting all the same.
    """
    definition, faults = _checked(ctx, *_document(request, ctx))
    if faults:
        errors = [_shown_fault(fault, ctx.language) for fault in faults[:MAXIMUM_FAULTS]]
        return Validation(valid=False, errors=errors, scopes=[], missing_scopes=[], steps=[], truncated=False)
    scopes = sorted({scope for _, _, scope in scopes_needed(definition)})
    program = Program(definition)
    run_input, started = payloads.plain(request.input), payloads.plain(request.trigger)
    trial = Trial(program, SampleData(run_input, {"type": definition["trigger_type"], **started}, about_run()))
    end = trial.whole()
    return Validation(
        valid=True,
        errors=[],
        warnings=_warnings(definition, ctx.language),
        next_runs=next_runs_of(definition["trigger"]) if definition["trigger_type"] == "cron" else None,
        scopes=scopes,
        missing_scopes=[scope for scope in scopes if not includes(ctx.scopes, scope)],
        steps=[TriedStep(**shown_step(program, tried, ctx.language)) for tried in trial.tried],
        truncated=trial.is_cut,
        status=None if trial.is_cut else end.status,
        output=None if trial.is_cut else end.output,
        error=localised(end.error, ctx.language),
    )


def _document(request: ValidateWorkflow, ctx: Context) -> tuple[dict[str, Any], frozenset[str]]:
    """The definition to check, and the fields of `verify` whose secrets are stored, which no definition shows."""
    if (request.definition is None) == (request.id is None):
        raise ValidationError.of("definition", "one_of")
    if request.definition is not None:
        return request.definition, frozenset()
    workflow = load_workflow(ctx.store, str(request.id))
    return definition_of(ctx.store, workflow), frozenset(addresses.stored_secrets(ctx.store, workflow["SK"]))


def _checked(ctx: Context, document: dict[str, Any], stored: frozenset[str]) -> tuple[dict[str, Any], list[Fault]]:
    """The definition of a document, with what it leaves out, and all its faults."""
    faults: list[Fault] = []
    try:
        CreateWorkflow.model_validate_json(to_json(document))
    except PydanticError as error:
        faults = faults_of(error)
    refused = {fault.field.partition(".")[0].partition("[")[0] for fault in faults}
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
        faults += all_faults(definition, MAXIMUM_FAULTS)
    if not faults:
        faults += missing_faults(ctx, definition)
    if not faults:
        there = stored | (definition["trigger"].get("verify") or {}).keys()
        faults += [Fault(f"trigger.verify.{one}", "required") for one in needed_secrets(definition) if one not in there]
    return definition, faults


def _warnings(definition: dict[str, Any], language: str) -> list[DefinitionWarning]:
    of_schedule = schedule_warnings(definition["trigger_type"], definition["trigger"], language)
    of_comparisons = (
        DefinitionWarning(field=each.field, step=each.step, message=each.text[language])
        for each in warnings(definition)
    )
    return [*islice(chain(of_schedule, of_comparisons), MAXIMUM_FAULTS)]


def _shown_fault(fault: Fault, language: str) -> DefinitionFault:
    return DefinitionFault(**{"step": fault.values.get("step"), **fault.details(language)})
