"""POST /v1/cases/update"""

from bivelio_core.cases import writing
from bivelio_core.cases.models import CaseWithNotes, UpdateCase
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "cases.update",
    title="Update a case",
    scope="write",
    undone_by="cases.update",
    needs=Needs(
        writes=(keys.CASE, keys.CASE_NOTE, keys.EFFECT),
        # who may be in charge of a case
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: UpdateCase, ctx: Context) -> CaseWithNotes:
    """Update a case; only the fields that are sent change, and a note is added."""
    return writing.update(request, ctx)
