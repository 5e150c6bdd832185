"""POST /v1/cases/create"""

from bivelio_core.cases import service
from bivelio_core.cases.models import CaseWithNotes, CreateCase
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("cases.create", scope="write")
def handler(request: CreateCase, ctx: Context) -> CaseWithNotes:
    """Create a case."""
    return service.create(request, ctx)
