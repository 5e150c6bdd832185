"""All types of steps. A domain brings its own by an entry here and an effect in a `functions/workers/run_*` function.

`family` is the state of the state machine that runs it, which is also the function: `run_contacts` runs every type of
the family `contacts`. Types whose family is `none` need nobody: the interpreter settles them on the way. What a type
takes is named, not imported: a function loads the models of the steps it runs, and one that only plans loads none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from pydantic import BaseModel

Family = Literal["none", "wait", "suspend", "map", "contacts", "http"]

_STEPS, _CONTACTS = "bivelio_core.workflows.definitions.steps", "bivelio_core.contacts"


class StepType(NamedTuple):
    """A type of step: its name in definitions, who runs it, and where the model of what it takes is."""

    name: str
    family: Family
    model: str

    @property
    def input(self) -> "type[BaseModel]":
        """What it takes."""
        module, _, name = self.model.partition(":")
        found: Any = getattr(import_module(module), name)
        return found  # type: ignore[no-any-return]


STEP_TYPES = {
    kind.name: kind
    for kind in (
        StepType("set", "none", f"{_STEPS}.control:SetInput"),
        StepType("condition", "none", f"{_STEPS}.control:ConditionInput"),
        StepType("stop", "none", f"{_STEPS}.control:StopInput"),
        StepType("wait", "wait", f"{_STEPS}.control:WaitInput"),
        StepType("approval", "suspend", f"{_STEPS}.control:ApprovalInput"),
        StepType("run_workflow", "suspend", f"{_STEPS}.control:RunWorkflowInput"),
        StepType("for_each", "map", f"{_STEPS}.control:ForEachInput"),
        StepType("parallel", "map", f"{_STEPS}.control:ParallelInput"),
        StepType("http_request", "http", f"{_STEPS}.http:HttpRequestInput"),
        StepType("contact.create", "contacts", f"{_CONTACTS}.models:CreateContact"),
        StepType("contact.update", "contacts", f"{_CONTACTS}.models:UpdateContact"),
        StepType("contact.find", "contacts", f"{_STEPS}.contacts:FindContactInput"),
    )
}


def family_of(step_type: str) -> Family:
    """Who runs steps of a type."""
    return STEP_TYPES[step_type].family
