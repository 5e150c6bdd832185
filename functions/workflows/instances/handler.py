"""POST /v1/workflows/instances"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows import instances
from bivelio_core.workflows.instance_models import InstancePage, ListInstances


@endpoint("workflows.instances", scope="read", action="list_instances")
def handler(request: ListInstances, ctx: Context) -> InstancePage:
    """List the runs of workflows, newest first."""
    return instances.list_instances(request, ctx)
