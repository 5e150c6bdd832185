"""POST /v1/workflows/instances/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Files, Needs
from bivelio_core.workflows.runs import reading
from bivelio_core.workflows.runs.models import GetInstance, Instance


@endpoint(
    "workflows.instances_get",
    scope="read",
    action="get",
    paths=("/workflows/instances/get",),
    needs=Needs(files=(Files("workflows", ("read",)),)),
)
def handler(request: GetInstance, ctx: Context) -> Instance:
    """Get a run with the status of each step."""
    return reading.instances_get(request, ctx)
