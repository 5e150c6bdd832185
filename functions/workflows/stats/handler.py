"""POST /v1/workflows/stats"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.statistics import reading
from bivelio_core.workflows.statistics.models import RunStatistics, Statistics


@endpoint("workflows.stats", scope="read", title="Count runs, failures and durations")
def handler(request: RunStatistics, ctx: Context) -> Statistics:
    """Count runs, failures and durations by day."""
    return reading.stats(request, ctx)
