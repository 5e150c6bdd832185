"""POST /v1/workflows/generate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.workflows.actions import generate
from bivelio_core.workflows.models import GeneratedWorkflow, GenerateWorkflow


@endpoint("workflows.generate", scope="write", may_fail_with=(402,), title="Write a workflow from a description")
def handler(request: GenerateWorkflow, ctx: Context) -> GeneratedWorkflow:
    """Write a definition for a description, without saving it."""
    return generate.generate(request, ctx)
