"""POST /v1/integrations/uses"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import reading
from bivelio_core.integrations.use_models import ConnectionUsePage, ListUses
from bivelio_core.needs import Needs


@endpoint(
    "integrations.uses",
    title="List what uses a connection",
    scope="admin",
    of_all_scopes=True,
    only_reads=True,
    needs=Needs(
        timeout=28,  # it reads the definitions of all workflows
    ),
)
def handler(request: ListUses, ctx: Context) -> ConnectionUsePage:
    """List what uses a connection: workflows with their steps, the calendar, invoices and messages."""
    return reading.uses(request, ctx)
