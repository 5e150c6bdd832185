"""POST /v1/workflows/retry"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.workflows.actions import retry
from bivelio_core.workflows.runs.models import Execution, RetryInstance


@endpoint("workflows.retry", title="Retry a failed run", scope="write", needs=Needs(writes=(AUDIT,), uses=("runs",)))
def handler(request: RetryInstance, ctx: Context) -> Execution:
    """Retry a failed run, from the failed step or from the start."""
    return retry.retry(request, ctx)
