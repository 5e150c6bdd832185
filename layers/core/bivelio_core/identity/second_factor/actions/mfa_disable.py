"""Switch the second factor off."""

from bivelio_core import audit
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.identity import confirming
from bivelio_core.identity.second_factor import changes, proof
from bivelio_core.identity.second_factor.models import DisabledFactor, DisableFactor
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Update, UpdateWrite, equals

OF_FACTOR = ("mfa", "mfa_secret", "mfa_step", "mfa_codes")
"""The attributes of a user that the second factor is."""


def mfa_disable(_request: DisableFactor, ctx: Context) -> DisabledFactor:
    """Switch the factor off. Raises ConfirmationRequired, and Conflict where the organisation requires one."""
    confirming.require_recent(ctx)
    table, user = ctx.store.table, changes.user_of(ctx)
    owner = existing(table.get(keys.organisation(ctx.organisation)))
    if not proof.is_enabled(user):
        return DisabledFactor()
    if proof.is_required(owner, ctx.role or ""):
        raise Conflict(details={"reason": "mfa_required"})
    entry = audit.entry(ctx.organisation, "mfa.disabled", Origin.of(ctx), user=user["id"])
    change = UpdateWrite(keys.user(user["id"]), Update(remove=OF_FACTOR), equals("mfa", user["mfa"]))
    try:
        table.transact([change, entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    changes.tell("mfa_disabled", ctx)
    return DisabledFactor()
