"""POST /v1/audit/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import audit_service
from bivelio_core.identity.audit_models import AuditPage, ListAudit


@endpoint("audit.list", scope="admin", only_reads=True, opens_day=False)
def handler(request: ListAudit, ctx: Context) -> AuditPage:
    """List who changed what in the organisation, newest first."""
    return audit_service.page(request, ctx)
