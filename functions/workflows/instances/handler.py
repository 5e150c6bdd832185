"""POST /v1/workflows/instances"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Files, Needs
from bivelio_core.workflows.runs import reading
from bivelio_core.workflows.runs.models import InstancePage, ListInstances


@endpoint(
    "workflows.instances",
    title="List the runs of workflows",
    scope="read",
    action="list_instances",
    needs=Needs(files=(Files("workflows", ("read",)),)),
)
def handler(request: ListInstances, ctx: Context) -> InstancePage:
    """List the runs of workflows, newest first."""
    return reading.instances(request, ctx)
