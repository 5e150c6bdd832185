"""POST /v1/cases/list"""

from bivelio_core.cases import reading
from bivelio_core.cases.models import CasePage, ListCases
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("cases.list", title="List or search cases", scope="read", paths=("/cases/list", "/cases"))
def handler(request: ListCases, ctx: Context) -> CasePage:
    """List or search cases: any page, with the exact total."""
    return reading.page(request, ctx)
