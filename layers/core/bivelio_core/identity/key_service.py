"""API keys for the endpoints that manage them. From the sandbox stage only test keys can be seen or changed."""

from typing import Literal

from bivelio_core import clock, ids
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import (
    IdempotencyConflict,
    IdempotencyMismatch,
    ResourceNotFound,
    Unprocessable,
    ValidationError,
)
from bivelio_core.faults import register
from bivelio_core.models import Pagination
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Put
from bivelio_core.tenancy import Environment

from . import api_keys, confirming, organisations, publishable
from .api_keys import NewKey
from .key_models import ApiKey, CreateKey, KeyPage, ListKeys, RevokeKey, RotateKey, UpdateKey
from .key_plans import KeyPlan

LIVE_FROM_SANDBOX = register("identity", "live_from_sandbox")


def create(request: CreateKey, ctx: Context) -> ApiKey:
    """Make a key; only this answer has its text. Raises Unprocessable for contradictory properties.

    An Idempotency-Key makes one key: a repeated request gets its description without the text.
    """
    _check_environment(request.environment, ctx)
    plan = KeyPlan.requested(request)
    if (before := _made_before("keys.create", ctx)) is not None:
        if KeyPlan.of(before) != plan:
            raise IdempotencyMismatch
        return _show(before)
    _require_recent(plan, ctx)
    new_id = ids.new_id("api_key", ctx.organisation)
    marker = _marker("keys.create", new_id, ctx)
    try:
        return _show_new(api_keys.create(ctx.store.table, ctx.organisation, plan, Origin.of(ctx), new_id, marker))
    except TransactionFailed as failure:
        raise IdempotencyConflict(retry_after=1) from failure


def list_keys(request: ListKeys, ctx: Context) -> KeyPage:
    """The organisation's keys, newest first, including those revoked in the last 30 days."""
    pointers = [
        pointer
        for pointer in organisations.key_pointers(ctx.store.table, ctx.organisation)
        if _is_visible(pointer["environment"], ctx) and request.environment in (None, _named(pointer["environment"]))
    ]
    pointers.sort(key=lambda pointer: (pointer["created_at"], pointer["id"]), reverse=True)
    page = request.slice_of(pointers)
    judged = ctx.store.table.get_many([keys.api_key(pointer["digest"]) for pointer in page])
    return KeyPage(
        keys=[_show(pointer, judged.get(keys.api_key(pointer["digest"]))) for pointer in page],
        pagination=Pagination.of(request, len(pointers)),
    )


def rotate(request: RotateKey, ctx: Context) -> ApiKey:
    """Replace a key; only this answer has the new one's text. Raises Conflict if it was revoked or replaced."""
    old = _load(request.id, ctx)
    if (before := _made_before("keys.rotate", ctx)) is not None:
        if before["id"] != old.get("replaced_by"):
            raise IdempotencyMismatch
        return _show(before)
    _require_recent(KeyPlan.of(old), ctx)
    new_id = ids.new_id("api_key", ctx.organisation)
    marker = _marker("keys.rotate", new_id, ctx)
    try:
        made = api_keys.rotate(
            ctx.store.table, ctx.organisation, old, new_id, request.overlap_seconds, Origin.of(ctx), marker
        )
    except TransactionFailed as failure:
        raise IdempotencyConflict(retry_after=1) from failure
    return _show_new(made)


def _require_recent(plan: KeyPlan, ctx: Context) -> None:
    """Raise ConfirmationRequired for a live secret key, unless the user has just proved who it is."""
    if plan.type == "secret" and plan.environment == "live":
        confirming.require_recent(ctx)


def update(request: UpdateKey, ctx: Context) -> ApiKey:
    """Change what is sent of a key. A live secret key gets more, or lasts longer, only after a recent sign-in.

    Raises ValidationError when nothing is sent, Unprocessable for contradictory properties, Conflict when the key is
    revoked, expired or replaced, ChangedMeanwhile.
    """
    sent = {name: getattr(request, name) for name in request.model_fields_set - {"id"}}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    pointer = _load(request.id, ctx)
    before = KeyPlan.of(pointer)
    after = before.changed(sent)
    if after == before:
        return _show_used(pointer, ctx)  # it is as asked for: perhaps this very request, repeated
    api_keys.require_current(pointer)
    after.check()
    if after.rate_limit != before.rate_limit:
        api_keys.check_rate_limit(after, organisations.load(ctx.store.table, ctx.organisation))
    if after.exceeds(before):
        _require_recent(after, ctx)
    return _show_used(api_keys.update(ctx.store.table, ctx.organisation, pointer, after, Origin.of(ctx)), ctx)


def revoke(request: RevokeKey, ctx: Context) -> ApiKey:
    """Revoke a key."""
    revoked = api_keys.revoke(ctx.store.table, ctx.organisation, _load(request.id, ctx), Origin.of(ctx))
    return _show_used(revoked, ctx)


def _load(key_id: str, ctx: Context) -> Item:
    pointer = api_keys.load(ctx.store.table, ctx.organisation, key_id)
    if not _is_visible(pointer["environment"], ctx):
        raise ResourceNotFound
    return pointer


def _is_visible(environment: Environment, ctx: Context) -> bool:
    return environment == "sandbox" or not ctx.tenant.is_sandbox


def _check_environment(environment: str, ctx: Context) -> None:
    if environment == "live" and ctx.tenant.is_sandbox:
        raise Unprocessable.of("environment", LIVE_FROM_SANDBOX)


def _made_before(operation: str, ctx: Context) -> Item | None:
    """The key that this Idempotency-Key has made."""
    made = effect_target(ctx.store, EffectKey(operation, ctx.idempotency_key))
    return None if made is None else api_keys.load(ctx.store.table, ctx.organisation, made)


def _marker(operation: str, key_id: str, ctx: Context) -> list[Put]:
    return effect_marker(ctx.store, EffectKey(operation, ctx.idempotency_key), key_id)


def _show_new(made: NewKey) -> ApiKey:
    return _show(made.pointer).model_copy(update={"key": made.text})


def _show_used(pointer: Item, ctx: Context) -> ApiKey:
    """The key with when it was last used, which the authorizer notes in the item that it reads."""
    return _show(pointer, ctx.store.table.get(keys.api_key(pointer["digest"])))


def _show(pointer: Item, judged: Item | None = None) -> ApiKey:
    return ApiKey(
        id=pointer["id"],
        name=pointer["name"],
        type=pointer["type"],
        environment=_named(pointer["environment"]),
        scopes=pointer["scopes"],
        prefix=pointer["prefix"],
        last_four=pointer["last_four"],
        status=api_keys.status(pointer),
        allowed_origins=pointer.get("allowed_origins", []),
        rate_limit=pointer.get("rate_limit"),
        resources=_resources(pointer),
        created_at=pointer["created_at"],
        created_by=pointer["created_by"],
        expires_at=_time(pointer.get("expires_at")),
        last_used_at=_time((judged or {}).get("last_used_at")),
        replaced_by=pointer.get("replaced_by"),
        revoked_at=pointer.get("revoked_at"),
    )


def _named(environment: Environment) -> Literal["live", "test"]:
    return "live" if environment == "live" else "test"


def _resources(pointer: Item) -> list[str] | None:
    if pointer["type"] != "publishable":
        return None
    return publishable.resources_of(pointer["scopes"], pointer.get("resources"))


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else clock.timestamp(clock.instant(seconds))
