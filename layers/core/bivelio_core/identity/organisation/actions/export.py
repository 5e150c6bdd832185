"""Export all that an organisation has here (GDPR, article 20, and the end of a contract)."""

from bivelio_core.context import Context
from bivelio_core.data_export import records
from bivelio_core.data_export.models import DataExport, ExportOrganisation
from bivelio_core.errors import Unprocessable
from bivelio_core.identity import confirming, organisations
from bivelio_core.identity.organisation.writing import FROM_SANDBOX
from bivelio_core.identity.team import rules
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import existing


def export(_request: ExportOrganisation, ctx: Context) -> DataExport:
    """Begin an export, of which its owner gets a link by e-mail. Only owners who have just proved who they are may.

    Raises Unprocessable from the sandbox, InsufficientRole, ConfirmationRequired. A request that is repeated with its
    Idempotency-Key begins no second export.
    """
    if ctx.tenant.is_sandbox:
        raise Unprocessable.of("environment", FROM_SANDBOX)
    rules.require_over(ctx, "owner")
    confirming.require_recent(ctx)
    user = existing(ctx.store.table.get(keys.user(ctx.actor.id)))
    organisation = organisations.load(ctx.store.table, ctx.organisation)
    about = {name: organisation[name] for name in ("name", "plan", "language", "time_zone", "created_at")}
    return records.begin(ctx, {"send_to": user["email"], "about": about}, "organisation.export")
