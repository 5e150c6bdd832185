"""Switch a user's second factor on and off. A new secret is pending until the user enters a code made with it."""

from datetime import timedelta

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, Unprocessable
from bivelio_core.identity import confirming
from bivelio_core.identity.errors import WRONG_CODE
from bivelio_core.identity.letters import queue
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Update, UpdateWrite, Write, absent, all_of, equals, present

from . import proof, recovery, totp
from .models import (
    ConfirmedFactor,
    ConfirmFactor,
    DisabledFactor,
    DisableFactor,
    EnrolledFactor,
    EnrollFactor,
    RenewCodes,
    RenewedCodes,
)

PENDING = timedelta(minutes=15)
OF_FACTOR = ("mfa", "mfa_secret", "mfa_step", "mfa_codes")
"""The attributes of a user that the second factor is."""


def enroll(_request: EnrollFactor, ctx: Context) -> EnrolledFactor:
    """Create a secret for an app, a new one each call. Raises Conflict when a factor is on, ConfirmationRequired."""
    confirming.require_recent(ctx)
    user = _user(ctx)
    _require_off(user)
    secret, until = totp.new_secret(), clock.ttl(PENDING)
    pending = {"mfa_pending": proof.seal(secret, user["id"]), "mfa_pending_until": until}
    try:
        ctx.store.table.update(keys.user(user["id"]), Update(set=pending), all_of(present(), absent("mfa")))
    except ConditionFailed as failure:
        raise Conflict(details={"reason": "mfa_enabled"}) from failure
    expires_at = clock.timestamp(clock.instant(until))
    return EnrolledFactor(secret=secret, uri=totp.uri(secret, user["email"]), expires_at=expires_at)


def confirm(request: ConfirmFactor, ctx: Context) -> ConfirmedFactor:
    """Switch the factor on by a code of the pending secret, and show the recovery codes, this once.

    Raises Conflict without a pending secret, Unprocessable for a wrong code, TooManyAttempts.
    """
    table, user = ctx.store.table, _user(ctx)
    _require_off(user)
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
        "mfa_codes": _hashed(codes, user),
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
    _tell("mfa_enabled", ctx)
    return ConfirmedFactor(enabled_at=enabled_at, recovery_codes=codes)


def renew_codes(_request: RenewCodes, ctx: Context) -> RenewedCodes:
    """Replace all recovery codes; the new ones are shown only once, and a repeated call replaces them again.

    Raises ConfirmationRequired, and Conflict for a user without a second factor.
    """
    confirming.require_recent(ctx)
    user = _user(ctx)
    if not proof.is_enabled(user):
        raise Conflict(details={"reason": "mfa_not_enabled"})
    codes = recovery.new_codes()
    change = Update(set={"mfa_codes": _hashed(codes, user)})
    entry = audit.entry(ctx.organisation, "mfa.codes_renewed", Origin.of(ctx), user=user["id"])
    try:
        ctx.store.table.transact([UpdateWrite(keys.user(user["id"]), change, equals("mfa", user["mfa"])), entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    _tell("mfa_codes_renewed", ctx)
    return RenewedCodes(recovery_codes=codes)


def disable(_request: DisableFactor, ctx: Context) -> DisabledFactor:
    """Switch the factor off. Raises ConfirmationRequired, and Conflict where the organisation requires one."""
    confirming.require_recent(ctx)
    table, user = ctx.store.table, _user(ctx)
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
    _tell("mfa_disabled", ctx)
    return DisabledFactor()


def _user(ctx: Context) -> Item:
    return existing(ctx.store.table.get(keys.user(ctx.actor.id)))


def _hashed(codes: list[str], user: Item) -> list[str]:
    return [recovery.hashed(code, user["id"]) for code in codes]


def _require_off(user: Item) -> None:
    if proof.is_enabled(user):
        raise Conflict(details={"reason": "mfa_enabled"})


def _tell(kind: queue.Kind, ctx: Context) -> None:
    queue.tell(Letter(kind, ctx.actor.id, ctx.organisation, clock.stamp(), ctx.language))
