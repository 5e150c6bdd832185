"""The data of the events of workflows."""

from typing import Any, Literal

from pydantic import Field

from bivelio_core.models import Response

from .runs.models import Deciders


class WorkflowFinished(Response):
    """How a run of a workflow ended. The reference, "Format del payload del webhook"."""

    instance_id: str = Field(description="The id of the instance (a run of a workflow).")
    workflow_id: str = Field(description="The id of the workflow.")
    workflow_name: str = Field(description="The name of the workflow when the run started.")
    status: Literal["completed", "failed"] = Field(description="How the run ended.")
    duration_ms: int = Field(description="The duration in milliseconds; absent while it is under way.")
    output: Any = Field(None, description="What the run gave, left out when it is larger than 100 kB.")
    error: dict[str, Any] | None = Field(None, description="The step that failed and why, of a failed run.")


class WorkflowWaiting(Response):
    """What a run asks of a person. It has no link: who gets it by e-mail decides as the user whom it names."""

    instance_id: str = Field(description="The id of the instance (a run of a workflow).")
    workflow_id: str = Field(description="The id of the workflow.")
    workflow_name: str = Field(description="The name of the workflow when the run started.")
    step_id: str = Field(description="The id of the approval, as `/workflows/approve` takes it.")
    iteration: str = Field(description="The iteration of a `for_each`, from 0; `3.1` for one inside another.")
    message: str = Field(description="What is to be decided.")
    expires_at: str = Field(description="Until when it can be decided.")
    deciders: Deciders | None = Field(None, description="Who may decide it, where the approval says so.")
