"""Trials of definitions and of single steps: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import Request, Response
from bivelio_core.workflows.definitions.models import StepId
from bivelio_core.workflows.models import DefinitionWarning, NextRuns

Source = Literal["evaluated", "sandbox", "simulated", "mock", "assumed"]
SampleInput = Annotated[dict[str, Any], Field(max_length=200)]


class ValidateWorkflow(Request):
    """A definition to check, or a workflow that was saved, and what a run of it would be started with."""

    definition: Annotated[dict[str, Any], Field(max_length=20)] | None = Field(
        None, description="The definition, as `/workflows/create` takes it."
    )
    id: Annotated[str, Field(min_length=1, max_length=100, examples=["wf_a1b2c3d4"])] | None = Field(
        None, description="A workflow, in place of `definition`: what of it would be refused if it were saved today."
    )
    input: SampleInput = Field(default_factory=dict, description="A sample of the `input` of a run.")
    trigger: SampleInput = Field(default_factory=dict, description="A sample of what expressions read as `trigger`.")


class DefinitionFault(Response):
    """A fault of a definition."""

    field: str = Field(description="Where it is in the definition: `steps[0].input.url`.")
    step: str | None = Field(None, description="The id of the step.")
    constraint: str = Field(description="What is not kept, to match.")
    limit: Any = Field(None, description="The limit that was passed.")
    message: str = Field(description="A sentence for people.")
    reason: str | None = Field(None, description="Of an expression: what is wrong, with the position in it.")


class TriedStep(Response):
    """A step of a trial: what it received, and how it ended."""

    step_id: str = Field(description="The step's id in the definition.")
    iteration: str = Field(description="Which iteration of the for_each around it; `0` outside of one.")
    branch: str | None = Field(None, description="In which branch of a parallel.")
    type: str = Field(description="Which kind of step it is.")
    status: Literal["completed", "failed", "skipped"] = Field(description="How it ended.")
    input: Any = Field(None, description="The input with its expressions evaluated; secrets are `********`.")
    input_omitted: bool | None = Field(None, description="The input is too large to be shown.")
    output: Any = Field(None, description="What the step would give to later ones.")
    output_omitted: bool | None = Field(None, description="The output is too large to be shown.")
    source: Source = Field(
        description="Where the output comes from. `evaluated`: computed here; `sandbox`: carried out in the sandbox "
        "day; `simulated`: an echo of a request that was not sent, or the documented answer of the operation that the "
        "step stands for; `mock`: of the definition; `assumed`: for its type."
    )
    assumed: bool = Field(
        description="The step was not carried out: the output is a mock, an example, or assumed for its type."
    )
    error: dict[str, Any] | None = Field(None, description="Why it failed: `code`, `message` and details.")


class Validation(Response):
    """What is wrong with a definition; of one that can be saved, how a run with the sample would go."""

    valid: bool = Field(description="Whether the definition can be saved.")
    errors: list[DefinitionFault] = Field(description="All faults, up to 500.")
    warnings: list[DefinitionWarning] = Field(
        default_factory=list,
        description="Comparisons that can fail when it runs, because a value may be text or missing, and a time of the "
        "schedule that the clocks skip.",
    )
    next_runs: NextRuns | None = Field(None, description="Absent for a definition without a schedule.")
    scopes: list[str] = Field(description="The scopes that whoever saves it needs; empty while it has faults.")
    missing_scopes: list[str] = Field(description="Those of them that the caller does not have.")
    steps: list[TriedStep] = Field(description="The steps that a run with the sample reaches, in order, up to 200.")
    truncated: bool = Field(description="The run would go on: the trial ended after 200 steps or 4 seconds.")
    status: Literal["completed", "failed"] | None = Field(None, description="How the run would end.")
    output: Any = Field(None, description="The output of the run.")
    error: dict[str, Any] | None = Field(None, description="Why the run would fail.")


class RunStep(Request):
    """A single step to run in the sandbox, and the data that its expressions read."""

    step: dict[str, Any] = Field(description="The step, as a definition has it.")
    input: SampleInput = Field(default_factory=dict, description="The `input` of the run.")
    trigger: SampleInput = Field(default_factory=dict, description="What expressions read as `trigger`.")
    steps: Annotated[dict[StepId, Any], Field(max_length=99)] = Field(
        default_factory=dict, description="The outputs of earlier steps, by their ids."
    )
    item: Any = Field(None, description="The item of the loop around the step; `index` is 0.")


class StepRun(TriedStep):
    """How the step ended; of a loop or a parallel, its steps too."""

    steps: list[TriedStep] = Field(description="The steps inside a `for_each` or `parallel`, in order, up to 200.")
    truncated: bool = Field(description="The loop would go on: the trial ended after 200 steps or 4 seconds.")
    duration_ms: int = Field(description="The duration in milliseconds.")
