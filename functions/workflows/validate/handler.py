"""POST /v1/workflows/validate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.actions import validate
from bivelio_core.workflows.trials.models import ValidateWorkflow, Validation


@endpoint("workflows.validate", title="Check a definition", scope="admin", only_reads=True)
def handler(request: ValidateWorkflow, ctx: Context) -> Validation:
    """Check a definition with all its faults, and show what its steps would receive."""
    return validate.validate(request, ctx)
