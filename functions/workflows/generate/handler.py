"""POST /v1/workflows/generate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.workflows.actions import generate
from bivelio_core.workflows.models import GeneratedWorkflow, GenerateWorkflow


@endpoint(
    "workflows.generate",
    scope="write",
    step_family="ai",
    title="Write a workflow from a description",
    needs=Needs(uses=("ai", "credits"), layers=("ai",), timeout=29, memory=1024),
)
def handler(request: GenerateWorkflow, ctx: Context) -> GeneratedWorkflow:
    """Write a definition for a description, without saving it."""
    return generate.generate(request, ctx)
