"""Iterations of loops and branches of a run: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import ListRequest, Pagination, Response, Timestamp
from bivelio_core.workflows.runs.models import InstanceId, InstanceStep, StepStatus


class ListIterations(ListRequest):
    """Which page of the iterations of a `for_each`, or of the branches of a `parallel`, from the first on."""

    instance_id: InstanceId = Field(description="The id of the instance (a run of a workflow).")
    step_id: Annotated[str, Field(min_length=1, max_length=40)] = Field(description="The `for_each` or `parallel`.")
    iteration: Annotated[
        str,
        Field(
            pattern=r"^[0-9]{1,4}(\.[0-9]{1,4})*$",
            max_length=40,
            description="Of a step inside a `for_each`: which iteration of that one, from 0; `3.1` for two of them.",
        ),
    ] = "0"
    status: Literal["completed", "failed"] | None = Field(None, description="Only those that ended so.")


class Iteration(Response):
    """An iteration of a `for_each`, or a branch of a `parallel`, with its steps."""

    iteration: str = Field(description="The iteration that its steps are in; `/workflows/approve` takes it.")
    branch: str | None = Field(None, description="The branch of a `parallel`.")
    status: StepStatus = Field(description="How it stands.")
    ended_at: Timestamp | None = Field(None, description="When it ended; absent while it is under way.")
    item: Any = Field(None, description="The item of the `for_each`.")
    output: Any = Field(None, description="What the step gave to later ones.")
    output_omitted: bool | None = Field(None, description="The output is too large to be shown with the others.")
    error: dict[str, Any] | None = Field(None, description="Why it failed: `code`, `message` and details.")
    steps: list[InstanceStep] = Field(description="The steps, in order, without those inside loops of its own.")


class IterationPage(Response):
    """A page of iterations or branches."""

    iterations: list[Iteration] = Field(description="The iterations or branches of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
