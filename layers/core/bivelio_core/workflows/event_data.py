"""The data of the events of workflows."""

from typing import Any, Literal

from pydantic import Field

from bivelio_core.models import Response


class WorkflowFinished(Response):
    """How a run of a workflow ended. The reference, "Format del payload del webhook"."""

    instance_id: str
    workflow_id: str
    workflow_name: str
    status: Literal["completed", "failed"]
    duration_ms: int
    output: Any = Field(None, description="What the run gave, left out when it is larger than 100 kB.")
    error: dict[str, Any] | None = Field(None, description="The step that failed and why, of a failed run.")
