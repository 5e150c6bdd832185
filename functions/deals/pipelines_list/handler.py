"""POST /v1/deals/pipelines/list"""

from bivelio_core.context import Context
from bivelio_core.deals.pipelines import reading
from bivelio_core.deals.pipelines.models import ListPipelines, PipelineList
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "deals.pipelines_list", scope="read", action="list", paths=("/deals/pipelines/list",), needs=Needs(reads=PAGE)
)
def handler(request: ListPipelines, ctx: Context) -> PipelineList:
    """List the pipelines of deals with their stages."""
    return reading.pipelines_list(request, ctx)
