"""The data of the events of workflows."""

from typing import Any, Literal

from pydantic import Field

from bivelio_core.models import Response


class WorkflowFinished(Response):
    """How a run of a workflow ended. The reference, "Format del payload del webhook"."""

    instance_id: str = Field(description="The id of the instance (a run of a workflow).")
    workflow_id: str = Field(description="The id of the workflow.")
    workflow_name: str = Field(description="The name of the workflow when the run started.")
    status: Literal["completed", "failed"] = Field(description="The status.")
    duration_ms: int = Field(description="The duration in milliseconds; absent while it is under way.")
    output: Any = Field(None, description="What the run gave, left out when it is larger than 100 kB.")
    error: dict[str, Any] | None = Field(None, description="The step that failed and why, of a failed run.")
