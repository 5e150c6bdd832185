"""POST /v1/agents/desk/update"""

from bivelio_core.agents.desk import writing
from bivelio_core.agents.desk.models import Desk, UpdateDesk
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "agents.desk_update",
    title="Change the settings of the front desk",
    scope="admin",
    action="update",
    paths=("/agents/desk/update",),
    undone_by="agents.desk_update",
    needs=Needs(reads=ONE, writes=(keys.DESK, AUDIT)),
)
def handler(request: UpdateDesk, ctx: Context) -> Desk:
    """Change the settings of the front desk: who answers, where, in which languages, and when a person goes on."""
    return writing.desk_update(request, ctx)
