"""Read pipelines."""

from bivelio_core.context import Context

from .models import ListPipelines, PipelineList
from .stored import all_of


def pipelines_list(request: ListPipelines, ctx: Context) -> PipelineList:
    """The pipelines of the organisation, the default one first."""
    pipelines = all_of(ctx.store, ctx.language).values()
    return PipelineList(pipelines=[each for each in pipelines if each.archived == request.archived])
