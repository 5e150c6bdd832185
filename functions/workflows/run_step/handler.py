"""POST /v1/workflows/run_step"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.actions import run_step
from bivelio_core.workflows.trials.models import RunStep, StepRun


@endpoint("workflows.run_step", title="Run one step", scope="admin", only_http="it tries a step for who edits it")
def handler(request: RunStep, ctx: Context) -> StepRun:
    """Run one step in the sandbox."""
    return run_step.run_step(request, ctx)
