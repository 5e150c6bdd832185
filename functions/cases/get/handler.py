"""POST /v1/cases/get"""

from bivelio_core.cases import reading
from bivelio_core.cases.models import CaseWithNotes, GetCase
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint("cases.get", scope="read", needs=Needs(reads=PAGE))
def handler(request: GetCase, ctx: Context) -> CaseWithNotes:
    """Get a case with its notes."""
    return reading.get(request, ctx)
