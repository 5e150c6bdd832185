"""Prove the identity of the signed-in user again, for the actions that require a recent proof (confirming.py)."""

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, InvalidToken, Unprocessable, ValidationError
from bivelio_core.identity import attempts, own_password, records
from bivelio_core.identity.confirming import RECENT, confirmed_now
from bivelio_core.identity.errors import WRONG_CODE
from bivelio_core.identity.second_factor import proof
from bivelio_core.identity.second_factor.models import Confirm, Confirmed
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import ConditionCheck, UpdateWrite, Write, all_of


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
    tried = own_password.check(user, password, "password", ctx, lambda: _audit_failure(user, ctx))
    return [*tried.on_success(), ConditionCheck(keys.user(user["id"]), records.same_generation(user))]


def _audit_failure(user: Item, ctx: Context) -> None:
    entry = audit.entry(ctx.organisation, "user.confirmation_failed", Origin.of(ctx), user=user["id"])
    ctx.store.table.put(entry.item)
