"""Changes of webhooks. What only reads is in reading.py."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from bivelio_core import audit, clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import (
    ChangedMeanwhile,
    Conflict,
    ResourceNotFound,
    Unprocessable,
    ValidationError,
)
from bivelio_core.events import rights
from bivelio_core.store import limits
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target, write_once
from bivelio_core.store.keys import LIMIT, WEBHOOK
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Condition, Key, Put, Update, UpdateWrite, Write, absent, equals, present

from . import filters, health, own_headers, secrets
from .domain import MAXIMUM_WEBHOOKS
from .models import (
    CreateWebhook,
    DeletedWebhook,
    DeleteWebhook,
    EnableWebhook,
    RotateSecret,
    SignedWebhook,
    UpdateWebhook,
    Webhook,
)
from .own_headers import HEADERS_AGAIN
from .reading import DELETED, is_deleted, load, resource_fields, show

UPDATE_TRIES = 4
Result = TypeVar("Result")
OPTIONAL = ("description", "filter", "rate_limit", "ordering")


def create(request: CreateWebhook, ctx: Context) -> SignedWebhook:
    """Register an address. Raises Unprocessable for one we may not call, and beyond 50 webhooks.

    Raises InsufficientScope for events about resources that the caller may not read.

    With an Idempotency-Key, the same request again returns the same webhook. Raises Conflict when that was deleted
    meanwhile, IdempotencyMismatch when the key was used for another request.
    """
    from bivelio_core.events import log  # noqa: PLC0415 - only a new webhook needs its place in the log

    rights.require(ctx.scopes, request.events)
    key = EffectKey.of("webhooks.create", ctx.idempotency_key, request)
    if made := effect_target(ctx.store, key):
        return _signed(_made_before(made, ctx), ctx)
    _check_url(request.url)
    if request.filter is not None:
        filters.check(request.filter)
    own_headers.check(request.headers or {})
    now = clock.timestamp()
    attributes = {
        "url": request.url,
        "events": request.events,
        **{name: value for name in OPTIONAL if (value := getattr(request, name))},
        **({} if request.payload_format == "bivelio" else {"payload_format": request.payload_format}),
        **own_headers.stored(request.headers or {}, ctx.organisation),
        **_lane_of(request),
        "status": "active",
        "failures": 0,
        "version": 1,
        "secrets": secrets.first(_chosen(request.secret), ctx.organisation),
        "registered_at": log.position_at(clock.now()),
        "created_at": now,
        "updated_at": now,
    }
    webhook_id = ids.new_id("webhook", ctx.organisation)
    put = ctx.store.put_write(WEBHOOK, webhook_id, attributes, condition=absent())
    entry = audit.of(ctx, "webhook.created", webhook=webhook_id)

    def write(counted: UpdateWrite) -> str:
        return write_once(ctx.store, key, webhook_id, [counted, put, entry])

    try:
        made = limits.create(ctx.store.table, _limit(ctx), write, position=0)
    except LimitReached as reached:
        raise Unprocessable.of("webhooks", "max_items", limit=MAXIMUM_WEBHOOKS) from reached
    return _signed(put.item if made == webhook_id else _made_before(made, ctx), ctx)


def _lane_of(request: CreateWebhook) -> dict[str, Any]:
    if not (request.rate_limit or request.ordering):
        return {}
    from . import lanes  # noqa: PLC0415 - few webhooks have a lane

    return lanes.opened()


def _limit(ctx: Context) -> Limit:
    """How many webhooks there may be, besides the reference's example."""

    def count() -> int:
        return sum(not item.get("sample") for item in ctx.store.query(WEBHOOK, consistent=True))

    return Limit(_limit_key(ctx), MAXIMUM_WEBHOOKS, count)


def _limit_key(ctx: Context) -> Key:
    return ctx.store.key(LIMIT, "webhooks")


def _made_before(webhook_id: str, ctx: Context) -> Item:
    try:
        return load(ctx, webhook_id)
    except ResourceNotFound as error:
        raise Conflict(details={"reason": "deleted", "webhook_id": webhook_id}) from error


def update(request: UpdateWebhook, ctx: Context) -> Webhook:
    """Change the fields that are sent.

    Raises InsufficientScope for events about what the caller may not read; sending those that are subscribed to another
    address needs the same. Raises ChangedMeanwhile when another request changed the webhook meanwhile.
    """
    sent = {name: getattr(request, name) for name in request.model_fields_set - {"webhook_id"}}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    before = load(ctx, request.webhook_id)
    if request.url is not None or request.events is not None:
        rights.require(ctx.scopes, before["events"] if request.events is None else request.events)
    if request.url is not None:
        _check_url(request.url)
    named = sorted(sent)
    if request.ordering is False:
        sent["ordering"] = None
    if request.filter is not None:
        filters.check(request.filter)
    _change_headers(sent, request, before, ctx)
    if request.status == "disabled":
        sent |= {"disabled_reason": "user", "disabled_at": clock.timestamp()}
    if all(before.get(name) == value for name, value in sent.items() if name != "disabled_at"):
        return show(before, ctx)  # it is as asked for: perhaps this very request, repeated
    entry = audit.of(ctx, "webhook.updated", webhook=request.webhook_id, changed=named, status=sent.get("status"))
    kept = {name: value for name, value in sent.items() if value is not None}
    removed = [name for name, value in sent.items() if value is None]
    if {"rate_limit", "ordering"} & request.model_fields_set:
        from . import lanes  # noqa: PLC0415 - few webhooks have a lane

        kept |= lanes.switched(before, is_on=lanes.is_laned({**before, **sent}))
        lanes.forget_wait(ctx.store, request.webhook_id)
    # Headers may not follow to an address unseen, and the lane begins where another state ends.
    needs_same = {"url", "headers", "rate_limit", "ordering"} & request.model_fields_set
    unchanged = equals("version", before["version"]) if needs_same else present()
    return show(_change(request.webhook_id, ctx, Update(set=kept, remove=removed), unchanged, entry), ctx)


def _change_headers(sent: dict[str, Any], request: UpdateWebhook, before: Item, ctx: Context) -> None:
    """Put the sealed headers in the place of those that were sent.

    Raises ValidationError when the address moves to another server and they are not sent again: who may change the
    address could otherwise read the values there.
    """
    if "headers" not in sent:
        if request.url is not None and "headers" in before and urlsplit(request.url)[:2] != urlsplit(before["url"])[:2]:
            raise Unprocessable.of("headers", HEADERS_AGAIN)
        return
    own_headers.check(request.headers or {})
    kept = own_headers.stored(request.headers or {}, ctx.organisation)
    sent.update({"headers": kept.get("headers"), "header_names": kept.get("header_names")})


def delete(request: DeleteWebhook, ctx: Context) -> DeletedWebhook:
    """Delete a webhook and drop its pending deliveries. With an Idempotency-Key, a repeated request changes nothing.

    Raises IdempotencyMismatch when the key has deleted another webhook. The example to delete may be deleted again.
    """
    key = EffectKey.of("webhooks.delete", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        return DeletedWebhook(webhook_id=request.webhook_id)
    item = ctx.store.find(WEBHOOK, request.webhook_id)
    if is_deleted(item):
        return DeletedWebhook(webhook_id=request.webhook_id)
    counted: list[Write] = [] if item.get("sample") else [limits.removed(_limit_key(ctx))]
    entry = audit.of(ctx, "webhook.deleted", webhook=request.webhook_id)
    deletion: list[Write] = [_deletion(item, ctx), *counted, entry]
    try:
        write_once(ctx.store, key, request.webhook_id, deletion)
    except TransactionFailed as failure:  # another request has deleted it
        raise ResourceNotFound from failure
    return DeletedWebhook(webhook_id=request.webhook_id)


def enable(request: EnableWebhook, ctx: Context) -> Webhook:
    """Enable a webhook again and clear its failures. Enabling an active one has no other effect.

    Raises ChangedMeanwhile when others keep changing it.
    """
    return _tried(lambda: _enabled(request, ctx))


def _enabled(request: EnableWebhook, ctx: Context) -> Webhook:
    before = load(ctx, request.webhook_id)
    if before["status"] == "active":
        return show(_change(request.webhook_id, ctx, health.enabling(), present()), ctx)
    from . import lanes  # noqa: PLC0415 - few webhooks have a lane

    change = health.enabling()
    if lanes.is_laned(before):  # what it missed is for a replay
        lanes.forget_wait(ctx.store, request.webhook_id)
        change = change._replace(set={**change.set, **lanes.opened()})
    entry = audit.of(ctx, "webhook.enabled", webhook=request.webhook_id)
    return show(_change(request.webhook_id, ctx, change, equals("version", before["version"]), entry), ctx)


def rotate_secret(request: RotateSecret, ctx: Context) -> SignedWebhook:
    """Give a webhook a new secret; the old one signs too while the overlap lasts.

    Raises ChangedMeanwhile on a race, IdempotencyMismatch when the key was used for another rotation.
    """
    key = EffectKey.of("webhooks.rotate_secret", ctx.idempotency_key, request)
    secret = _chosen(request.secret)
    return _tried(lambda: _rotated(request, secret, key, ctx))


def _rotated(request: RotateSecret, secret: str, key: EffectKey, ctx: Context) -> SignedWebhook:
    """The webhook with the secret, unless it had one before under the key. Raises ChangedMeanwhile on a race."""
    before = load(ctx, request.webhook_id)
    if effect_target(ctx.store, key):
        return _signed(before, ctx)
    stored = secrets.rotated(before, secret, ctx.organisation, request.overlap_hours * 3600)
    change = ctx.store.update_write(
        WEBHOOK,
        request.webhook_id,
        Update(set={"secrets": stored, "updated_at": clock.timestamp()}, add={"version": 1}),
        condition=equals("version", before["version"]),
    )
    entry = audit.of(ctx, "webhook.secret_rotated", webhook=request.webhook_id)
    try:
        ctx.store.transact([change, entry, *effect_marker(ctx.store, key, request.webhook_id)])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return _signed(load(ctx, request.webhook_id), ctx)


def _tried(change: Callable[[], Result]) -> Result:
    """What a change returns that writes the webhook as it was read: read again when another request was first.

    Raises ChangedMeanwhile when others keep changing it.
    """
    for _ in range(UPDATE_TRIES - 1):
        with suppress(ChangedMeanwhile):
            return change()
    return change()


def _deletion(item: Item, ctx: Context) -> Write:
    """The write that deletes a webhook. The example to delete stays, marked, until the next day renews it."""
    if item.get("unlisted"):
        return ctx.store.update_write(WEBHOOK, item["SK"], Update(set={"status": DELETED}), condition=present())
    return ctx.store.delete_write(WEBHOOK, item["SK"], condition=present())


def _signed(item: Item, ctx: Context) -> SignedWebhook:
    previous = [kept for kept in item["secrets"][1:] if kept["until"] > clock.epoch()]
    return SignedWebhook(
        **resource_fields(item, health.of(ctx.store, item["SK"])),
        signing_secret=secrets.current(item, ctx.organisation)[0],
        previous_secret_expires_at=clock.timestamp(clock.instant(previous[0]["until"])) if previous else None,
    )


def _change(webhook_id: str, ctx: Context, change: Update, condition: Condition, *entries: Put) -> Item:
    update = Update(
        set={**change.set, "updated_at": clock.timestamp()}, add={**change.add, "version": 1}, remove=change.remove
    )
    try:
        ctx.store.transact([ctx.store.update_write(WEBHOOK, webhook_id, update, condition=condition), *entries])
    except TransactionFailed as failure:
        if failure.items[0] is not None:
            raise ChangedMeanwhile from failure
        raise ResourceNotFound from failure
    return load(ctx, webhook_id)


def _check_url(url: str) -> None:
    from bivelio_core import egress  # noqa: PLC0415 - where a URL is given

    try:
        egress.check(url)
    except egress.EgressRefused as refusal:
        raise Unprocessable.of("url", "url_not_allowed") from refusal


def _chosen(wanted: str | None) -> str:
    """The signing secret: the caller's own, or a new one. Most functions that import this module choose none."""
    from .chosen_secret import choose  # noqa: PLC0415

    return choose(wanted)
