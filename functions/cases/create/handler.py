"""POST /v1/cases/create"""

from bivelio_core.cases import writing
from bivelio_core.cases.models import CaseWithNotes, CreateCase
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "cases.create",
    scope="write",
    undone_by="cases.update",
    needs=Needs(
        writes=(keys.CASE, keys.CASE_NOTE, keys.CASE_NUMBER, keys.EFFECT),
        # who may be in charge of a case
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: CreateCase, ctx: Context) -> CaseWithNotes:
    """Create a case."""
    return writing.create(request, ctx)
