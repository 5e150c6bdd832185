"""POST /v1/workflows/execute"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.workflows.actions import execute
from bivelio_core.workflows.execution.runs import ACTIVE
from bivelio_core.workflows.runs.models import ExecuteWorkflow, Execution


@endpoint(
    "workflows.execute",
    title="Start a run of a workflow",
    scope="write",
    gateway_timeout_seconds=29,
    needs=Needs(writes=(AUDIT,), uses=("runs", "workflow_wait"), timeout="ExecuteTimeoutSeconds"),
)
def handler(request: ExecuteWorkflow, ctx: Context) -> Execution | Accepted:
    """Start a run of a workflow, and optionally wait for its end."""
    execution = execute.execute(request, ctx)
    is_late = not request.async_ and execution.status in ACTIVE
    return Accepted(execution) if is_late else execution
