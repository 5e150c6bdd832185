"""Take the erasure of the organisation back, as long as it has not begun."""

from bivelio_core import audit
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.erasure import erasures
from bivelio_core.erasure.erasures import Subject
from bivelio_core.erasure.models import Erasure
from bivelio_core.erasure.show import show
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.identity.organisation_models import CancelErasure
from bivelio_core.identity.team import rules
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.tenancy import Tenant

from .erase import ERASED_FROM_SANDBOX


def erase_cancel(_request: CancelErasure, ctx: Context) -> Erasure:
    """Take it back; once more changes nothing. Raises Conflict when it has begun, ResourceNotFound without one.

    Raises Unprocessable from the sandbox, InsufficientScope for who is no owner.
    """
    if ctx.tenant.is_sandbox:
        raise Unprocessable.of("environment", ERASED_FROM_SANDBOX)
    rules.require_over(ctx, "owner")
    table, subject = ctx.store.table, Subject(Tenant(ctx.organisation, "live"))
    item = existing(erasures.find(table, subject))
    if item["status"] == "cancelled":
        return show(item)
    entry = audit.entry(ctx.organisation, "organisation.erasure_cancelled", Origin.of(ctx), erasure=item["id"])
    try:
        table.transact([erasures.cancelled(subject), entry])
    except TransactionFailed as failure:
        raise Conflict(details={"reason": "erasure_begun", "due_at": item["due_at"]}) from failure
    return show(existing(erasures.find(table, subject)))
