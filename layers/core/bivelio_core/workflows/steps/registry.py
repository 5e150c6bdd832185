"""All types of steps. A domain brings its own by an entry here and an effect in a `functions/workers/run_*` function.

`family` is the state of the state machine that runs it, which is also the function: `run_contacts` runs every type of
the family `contacts`. Types whose family is `none` need nobody: the interpreter settles them on the way.
"""

from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.workflows.definition import Step

from . import contacts, control, http

Family = Literal["none", "wait", "suspend", "map", "contacts", "http"]


@dataclass(frozen=True, slots=True)
class StepType:
    """A type of step: its name in definitions, who runs it, what it takes."""

    name: str
    family: Family
    input: type[BaseModel]


STEP_TYPES = {
    kind.name: kind
    for kind in (
        StepType("set", "none", control.SetInput),
        StepType("condition", "none", control.ConditionInput),
        StepType("stop", "none", control.StopInput),
        StepType("wait", "wait", control.WaitInput),
        StepType("approval", "suspend", control.ApprovalInput),
        StepType("run_workflow", "suspend", control.RunWorkflowInput),
        StepType("for_each", "map", control.ForEachInput),
        StepType("parallel", "map", control.ParallelInput),
        StepType("http_request", "http", http.HttpRequestInput),
        StepType("contact.create", "contacts", CreateContact),
        StepType("contact.update", "contacts", UpdateContact),
        StepType("contact.find", "contacts", contacts.FindContactInput),
    )
}


def family_of(step_type: str) -> Family:
    """Who runs steps of a type."""
    return STEP_TYPES[step_type].family


@cache
def step_union() -> Any:
    """All steps as one type, told apart by `type`: what OpenAPI shows."""
    models: list[Any] = [
        create_model(
            "".join(word.title() for word in kind.name.replace(".", "_").split("_")) + "Step",
            __base__=Step,
            __doc__=kind.input.__doc__,
            type=(Literal[kind.name], ...),
            input=(kind.input, ...),
        )
        for kind in STEP_TYPES.values()
    ]
    return Annotated[reduce(or_, models), Field(discriminator="type")]
