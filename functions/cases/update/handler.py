"""POST /v1/cases/update"""

from bivelio_core.cases import service
from bivelio_core.cases.models import CaseWithNotes, UpdateCase
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("cases.update", scope="write")
def handler(request: UpdateCase, ctx: Context) -> CaseWithNotes:
    """Update a case; only the fields that are sent change, and a note is added."""
    return service.update(request, ctx)
