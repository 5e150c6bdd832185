"""Require a recent proof of identity for actions that would let a stolen access token outlast its hour.

A sign-in or `/auth/confirm` counts as proof for fifteen minutes. Its time is stored with the session.
"""

from datetime import timedelta

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, InvalidToken, Unprocessable, ValidationError
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Check, Update, UpdateWrite, Write, absent, all_of, present

from . import attempts, own_account, records
from .errors import WRONG_CODE, ConfirmationRequired
from .second_factor import proof
from .second_factor.models import Confirm, Confirmed

RECENT = timedelta(minutes=15)


def require_recent(ctx: Context) -> None:
    """Raise ConfirmationRequired unless the user of the session has proved who it is within fifteen minutes."""
    table = ctx.store.table
    family = table.get(keys.refresh_family(ctx.session or "")) or {}
    if family.get("confirmed_at", 0) + RECENT.total_seconds() >= clock.epoch():
        return
    user = table.get(keys.user(ctx.actor.id)) or {}
    method = "code" if proof.is_enabled(user) else "password"
    details = {"reason": "not_recent", "method": method, "max_age_seconds": int(RECENT.total_seconds())}
    raise ConfirmationRequired(details=details)


def confirm(request: Confirm, ctx: Context) -> Confirmed:
    """Prove the user's identity by a code, or by the password if there is no second factor. Guesses are counted.

    Raises ValidationError for the wrong one of the two, Unprocessable for a wrong value, TooManyAttempts.
    """
    user = ctx.store.table.get(keys.user(ctx.actor.id))
    if user is None:
        raise InvalidToken
    wanted, unwanted = ("code", "password") if proof.is_enabled(user) else ("password", "code")
    if getattr(request, unwanted) is not None:
        raise ValidationError.of(unwanted, "unknown_field")
    if (value := getattr(request, wanted)) is None:
        raise ValidationError.of(wanted, "required")
    writes = _by_code(user, value, ctx) if wanted == "code" else _by_password(user, value, ctx)
    try:
        ctx.store.table.transact([*writes, confirmed_now(ctx)])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    now = clock.now()
    return Confirmed(confirmed_at=clock.timestamp(now), recent_until=clock.timestamp(now + RECENT))


def confirmed_now(ctx: Context) -> UpdateWrite:
    """The write that notes a proof with the session, which must not have ended."""
    change = Update(set={"confirmed_at": int(clock.epoch())})
    return UpdateWrite(keys.refresh_family(ctx.session or ""), change, all_of(present(), absent("revoked_at")))


def _by_code(user: Item, code: str, ctx: Context) -> list[Write]:
    table = ctx.store.table
    proof.count(table, user["id"])
    code_proof = proof.prove(user, code)
    if code_proof is None:
        attempts.take(table, attempts.address_key(ctx.source_ip), attempts.ADDRESS)
        _audit_failure(user, ctx)
        raise Unprocessable.of("code", WRONG_CODE)
    condition = all_of(code_proof.condition, records.same_generation(user))
    return [UpdateWrite(keys.user(user["id"]), code_proof.change, condition), proof.forgive(user["id"])]


def _by_password(user: Item, password: str, ctx: Context) -> list[Write]:
    tried = own_account.check_password(user, password, "password", ctx, lambda: _audit_failure(user, ctx))
    return [*tried.on_success(), Check(keys.user(user["id"]), records.same_generation(user))]


def _audit_failure(user: Item, ctx: Context) -> None:
    entry = audit.entry(ctx.organisation, "user.confirmation_failed", Origin.of(ctx), user=user["id"])
    ctx.store.table.put(entry.item)
