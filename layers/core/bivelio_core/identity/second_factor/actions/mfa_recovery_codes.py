"""Make other recovery codes."""

from bivelio_core import audit
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.identity import confirming
from bivelio_core.identity.second_factor import changes, proof, recovery
from bivelio_core.identity.second_factor.models import RenewCodes, RenewedCodes
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite, equals


def mfa_recovery_codes(_request: RenewCodes, ctx: Context) -> RenewedCodes:
    """Replace all recovery codes; the new ones are shown only once, and a repeated call replaces them again.

    Raises ConfirmationRequired, and Conflict for a user without a second factor.
    """
    confirming.require_recent(ctx)
    user = changes.user_of(ctx)
    if not proof.is_enabled(user):
        raise Conflict(details={"reason": "mfa_not_enabled"})
    codes = recovery.new_codes()
    change = Update(set={"mfa_codes": changes.hashed(codes, user)})
    entry = audit.entry(ctx.organisation, "mfa.codes_renewed", Origin.of(ctx), user=user["id"])
    try:
        ctx.store.table.transact([UpdateWrite(keys.user(user["id"]), change, equals("mfa", user["mfa"])), entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    changes.tell("mfa_codes_renewed", ctx)
    return RenewedCodes(recovery_codes=codes)
