"""POST /v1/workflows/instances/steps"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Files, Needs
from bivelio_core.workflows.runs.steps import reading
from bivelio_core.workflows.runs.steps.models import IterationPage, ListIterations


@endpoint(
    "workflows.instances_steps",
    scope="read",
    action="list_steps",
    paths=("/workflows/instances/steps",),
    title="List iterations and branches of a run",
    needs=Needs(files=(Files("workflows", ("read",)),)),
)
def handler(request: ListIterations, ctx: Context) -> IterationPage:
    """List the iterations of a loop, or the branches of a parallel, with their steps."""
    return reading.instances_steps(request, ctx)
