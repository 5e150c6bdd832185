"""POST /v1/deals/pipelines/define"""

from bivelio_core.context import Context
from bivelio_core.deals.pipelines.actions import pipelines_define
from bivelio_core.deals.pipelines.models import DefinePipeline, Pipeline
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "deals.pipelines_define",
    title="Make or change a pipeline",
    scope="write",
    action="define",
    paths=("/deals/pipelines/define",),
    undone_by="deals.pipelines_define",
    needs=Needs(reads=PAGE, writes=(keys.PIPELINE, keys.EFFECT)),
)
def handler(request: DefinePipeline, ctx: Context) -> Pipeline:
    """Make a pipeline, or change its name and stages."""
    return pipelines_define.pipelines_define(request, ctx)
