"""POST /v1/workflows/resume"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys
from bivelio_core.workflows.actions import resume
from bivelio_core.workflows.models import ResumeWorkflow, Workflow


@endpoint("workflows.resume", scope="admin", undone_by="workflows.pause", needs=Needs(writes=(keys.WORKFLOW, AUDIT)))
def handler(request: ResumeWorkflow, ctx: Context) -> Workflow:
    """Resume a paused workflow."""
    return resume.resume(request, ctx)
