"""POST /v1/workflows/validate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows import trials
from bivelio_core.workflows.trial_models import ValidateWorkflow, Validation


@endpoint("workflows.validate", scope="admin", only_reads=True)
def handler(request: ValidateWorkflow, ctx: Context) -> Validation:
    """Check a definition with all its faults, and show what its steps would receive."""
    return trials.validate(request, ctx)
