"""POST /v1/agents/desk/get"""

from bivelio_core.agents.desk import reading
from bivelio_core.agents.desk.models import Desk, GetDesk
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs


@endpoint("agents.desk_get", scope="read", action="get", paths=("/agents/desk/get",), needs=Needs(reads=ONE))
def handler(request: GetDesk, ctx: Context) -> Desk:
    """Read the settings of the front desk."""
    return reading.desk_get(request, ctx)
