"""Switch the second factor on."""

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, Unprocessable
from bivelio_core.identity import confirming
from bivelio_core.identity.errors import WRONG_CODE
from bivelio_core.identity.second_factor import changes, proof, recovery
from bivelio_core.identity.second_factor.models import ConfirmedFactor, ConfirmFactor
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite, Write, absent, all_of, equals


def mfa_confirm(request: ConfirmFactor, ctx: Context) -> ConfirmedFactor:
    """Switch the factor on by a code of the pending secret, and show the recovery codes, this once.

    Raises Conflict without a pending secret, Unprocessable for a wrong code, TooManyAttempts.
    """
    table, user = ctx.store.table, changes.user_of(ctx)
    changes.require_off(user)
    if user.get("mfa_pending_until", 0) <= clock.epoch():
        raise Conflict(details={"reason": "mfa_not_begun"})
    proof.count(table, user["id"])
    sealed = user["mfa_pending"]
    step = proof.of_app(proof.unseal(bytes(sealed), user["id"]), request.code)
    if step is None:
        raise Unprocessable.of("code", WRONG_CODE)
    codes, enabled_at = recovery.new_codes(), clock.timestamp()
    factor = {
        "mfa": enabled_at,
        "mfa_secret": sealed,
        "mfa_step": step,
        "mfa_codes": changes.hashed(codes, user),
    }
    change = Update(set=factor, remove=["mfa_pending", "mfa_pending_until"])
    writes: list[Write] = [
        UpdateWrite(keys.user(user["id"]), change, all_of(absent("mfa"), equals("mfa_pending", sealed))),
        confirming.confirmed_now(ctx),
        proof.forgive(user["id"]),
        audit.entry(ctx.organisation, "mfa.enabled", Origin.of(ctx), user=user["id"]),
    ]
    try:
        table.transact(writes)
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    changes.tell("mfa_enabled", ctx)
    return ConfirmedFactor(enabled_at=enabled_at, recovery_codes=codes)
