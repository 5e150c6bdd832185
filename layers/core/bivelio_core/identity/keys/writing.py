"""Make and change API keys."""

from bivelio_core import ids
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import IdempotencyConflict, IdempotencyMismatch, Unprocessable, ValidationError
from bivelio_core.faults import register
from bivelio_core.identity import api_keys, confirming, organisations
from bivelio_core.identity.api_keys import NewKey
from bivelio_core.identity.key_models import ApiKey, CreateKey, UpdateKey
from bivelio_core.identity.key_plans import KeyPlan
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Put

from .reading import load, show_key, show_used

LIVE_FROM_SANDBOX = register("identity", "live_from_sandbox")


def create(request: CreateKey, ctx: Context) -> ApiKey:
    """Make a key; only this answer has its text. Raises Unprocessable for contradictory properties.

    An Idempotency-Key makes one key: a repeated request gets its description without the text.
    """
    _check_environment(request.environment, ctx)
    plan = KeyPlan.requested(request)
    if (before := made_before("keys.create", ctx)) is not None:
        if KeyPlan.of(before) != plan:
            raise IdempotencyMismatch
        return show_key(before)
    require_recent(plan, ctx)
    new_id = ids.new_id("api_key", ctx.organisation)
    marker = marker_of("keys.create", new_id, ctx)
    try:
        return show_new(api_keys.create(ctx.store.table, ctx.organisation, plan, Origin.of(ctx), new_id, marker))
    except TransactionFailed as failure:
        raise IdempotencyConflict(retry_after=1) from failure


def require_recent(plan: KeyPlan, ctx: Context) -> None:
    """Raise ConfirmationRequired for a live secret key, unless the user has just proved who it is."""
    if plan.type == "secret" and plan.environment == "live":
        confirming.require_recent(ctx)


def update(request: UpdateKey, ctx: Context) -> ApiKey:
    """Change the fields sent. A live secret key gets more rights or a longer life only after a recent sign-in.

    Raises ValidationError when nothing is sent, Unprocessable for contradictory properties, Conflict when the key is
    revoked, expired or replaced, ChangedMeanwhile.
    """
    sent = {name: getattr(request, name) for name in request.model_fields_set - {"id"}}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    pointer = load(request.id, ctx)
    before = KeyPlan.of(pointer)
    after = before.changed(sent)
    if after == before:
        return show_used(pointer, ctx)  # it is as asked for: perhaps this very request, repeated
    api_keys.require_current(pointer)
    after.check()
    if after.rate_limit != before.rate_limit:
        api_keys.check_rate_limit(after, organisations.load(ctx.store.table, ctx.organisation))
    if after.exceeds(before):
        require_recent(after, ctx)
    return show_used(api_keys.update(ctx.store.table, ctx.organisation, pointer, after, Origin.of(ctx)), ctx)


def _check_environment(environment: str, ctx: Context) -> None:
    if environment == "live" and ctx.tenant.is_sandbox:
        raise Unprocessable.of("environment", LIVE_FROM_SANDBOX)


def made_before(operation: str, ctx: Context) -> Item | None:
    """Return the key that was created under this Idempotency-Key."""
    key_id = effect_target(ctx.store, EffectKey(operation, ctx.idempotency_key))
    return None if key_id is None else api_keys.load(ctx.store.table, ctx.organisation, key_id)


def marker_of(operation: str, key_id: str, ctx: Context) -> list[Put]:
    """Return the write that records which key this Idempotency-Key creates."""
    return effect_marker(ctx.store, EffectKey(operation, ctx.idempotency_key), key_id)


def show_new(new_key: NewKey) -> ApiKey:
    """A new key, with its text."""
    return show_key(new_key.pointer).model_copy(update={"key": new_key.text})
