"""POST /v1/audit/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.audit import reading
from bivelio_core.identity.audit_models import AuditPage, ListAudit
from bivelio_core.needs import AUDIT, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "audit.list",
    title="List the audit log",
    scope="admin",
    only_reads=True,
    opens_day=False,
    needs=Needs(reads=Access((AUDIT,), ("Query",)), also=(Access((keys.REQUEST_SETTINGS,), ("GetItem",)),)),
)
def handler(request: ListAudit, ctx: Context) -> AuditPage:
    """List who changed what in the organisation, newest first."""
    return reading.page(request, ctx)
