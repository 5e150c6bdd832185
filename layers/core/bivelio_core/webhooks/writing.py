"""Create, change and delete webhooks."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from bivelio_core import audit, clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import (
    Conflict,
    ResourceNotFound,
    Unprocessable,
    ValidationError,
)
from bivelio_core.events import rights
from bivelio_core.events.patterns import EVERYTHING, readable_resources, types_of
from bivelio_core.store import limits
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import LIMIT, WEBHOOK
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.revise import Change, Source, revise
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Key, Update, UpdateWrite, Write, absent, present

from . import filters, health, own_headers, secrets
from .domain import MAXIMUM_WEBHOOKS
from .models import (
    CreateWebhook,
    DeletedWebhook,
    DeleteWebhook,
    SignedWebhook,
    UpdateWebhook,
    Webhook,
)
from .own_headers import HEADERS_AGAIN
from .reading import DELETED, is_deleted, load, resource_fields, show

SOURCE = Source(load, unchanged=("status",), is_shared=True)
"""Deliveries count failures and disable a webhook without a new version of it."""

OPTIONAL = ("description", "filter", "rate_limit", "ordering")


def create(request: CreateWebhook, ctx: Context) -> SignedWebhook:
    """Register an address. Raises Unprocessable for one we may not call, and beyond 50 webhooks.

    Raises InsufficientScope for events about resources that the caller may not read.

    With an Idempotency-Key, the same request again returns the same webhook. Raises Conflict when that was deleted
    meanwhile, IdempotencyMismatch when the key was used for another request.
    """
    from bivelio_core.events import log  # noqa: PLC0415 - only a new webhook needs its place in the log

    _require_readable(request.events, ctx)
    key = EffectKey.of("webhooks.create", ctx.idempotency_key, request)
    if webhook := effect_target(ctx.store, key):
        return signed(_made_before(webhook, ctx), ctx)
    _check_url(request.url)
    if request.filter is not None:
        filters.check(request.filter, types_of(request.events, readable_resources(ctx.scopes)))
    own_headers.check(request.headers or {})
    now = clock.timestamp()
    attributes = {
        "url": request.url,
        "events": request.events,
        **_resources(request.events, ctx),
        **{name: value for name in OPTIONAL if (value := getattr(request, name))},
        **({} if request.payload_format == "bivelio" else {"payload_format": request.payload_format}),
        **({"on_recovery": "replay"} if request.on_recovery == "replay" else {}),
        **own_headers.stored(request.headers or {}, ctx.organisation),
        **_lane_of(request),
        "status": "active",
        "failures": 0,
        "version": 1,
        "secrets": secrets.first(signing_secret(request.secret), ctx.organisation),
        "registered_at": log.position_at(clock.real_now()),
        "created_at": now,
        "updated_at": now,
    }
    webhook_id = ids.new_id("webhook", ctx.organisation)
    put = ctx.store.put_write(WEBHOOK, webhook_id, attributes, condition=absent())
    entry = audit.of(ctx, "webhook.created", webhook=webhook_id)

    def write(counted: UpdateWrite) -> str:
        return write_once(ctx.store, key, webhook_id, [counted, put, entry])

    try:
        webhook = limits.create(ctx.store.table, _limit(ctx), write, position=0)
    except LimitReached as reached:
        raise Unprocessable.of("webhooks", "max_items", limit=MAXIMUM_WEBHOOKS) from reached
    return signed(put.item if webhook == webhook_id else _made_before(webhook, ctx), ctx)


def _lane_of(request: CreateWebhook) -> dict[str, Any]:
    if not (request.rate_limit or request.ordering):
        return {}
    from . import lanes  # noqa: PLC0415 - few webhooks have a lane

    return lanes.opened()


def _limit(ctx: Context) -> Limit:
    """The limit on the number of webhooks, not counting the reference's example."""

    def count() -> int:
        return sum(not item.get("sample") for item in ctx.store.query(WEBHOOK, consistent=True))

    return Limit(_limit_key(ctx), MAXIMUM_WEBHOOKS, count)


def _limit_key(ctx: Context) -> Key:
    return ctx.store.key(LIMIT, "webhooks")


def _made_before(webhook_id: str, ctx: Context) -> Item:
    try:
        return load(ctx.store, webhook_id)
    except ResourceNotFound as error:
        raise Conflict(details={"reason": "deleted", "webhook_id": webhook_id}) from error


def update(request: UpdateWebhook, ctx: Context) -> Webhook:
    """Change the fields that are sent.

    Raises InsufficientScope for events about resources that the caller may not read; a change of the address requires
    the right to read all subscribed types, also those that others subscribed meanwhile. Raises ChangedMeanwhile when
    others keep changing the webhook.
    """
    named = request.model_fields_set - {"webhook_id"}
    if not named:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(webhook: Item) -> Change | None:
        _require_possible(request, webhook, ctx)
        sent = {name: getattr(request, name) for name in named} | _header_fields(request, webhook, ctx)
        if request.events is not None:
            sent |= {"resources": None, **_resources(request.events, ctx)}
        if request.ordering is False:
            sent["ordering"] = None
        if request.on_recovery == "nothing":
            sent |= {"on_recovery": None, **dict.fromkeys(health.OF_AN_OUTAGE)}
        if request.status == "disabled":
            sent |= {"disabled_reason": "user", "disabled_at": clock.timestamp()}
        if all(webhook.get(name) == value for name, value in sent.items() if name != "disabled_at"):
            return None
        after = {**webhook, **sent}
        if {"rate_limit", "ordering"} & named:
            from . import lanes  # noqa: PLC0415 - few webhooks have a lane

            after |= lanes.switched(webhook, is_on=lanes.is_laned(after))
            lanes.forget_wait(ctx.store, request.webhook_id)
        entry = audit.of(
            ctx, "webhook.updated", webhook=request.webhook_id, changed=sorted(named), status=request.status
        )
        return Change({name: value for name, value in after.items() if value is not None}, [entry])

    return show(revise(ctx.store, SOURCE, request.webhook_id, decide), ctx)


def _require_possible(request: UpdateWebhook, webhook: Item, ctx: Context) -> None:
    """Raise InsufficientScope for types that the caller may not read, Unprocessable for an address we cannot call."""
    if request.events is not None:
        _require_readable(request.events, ctx)
    elif request.url is not None:
        rights.require(ctx.scopes, filters.types_wanted(webhook))
    if request.url is not None:
        _check_url(request.url)
    if request.filter is not None:
        readable = None if request.events is None else types_of(request.events, readable_resources(ctx.scopes))
        filters.check(request.filter, readable or filters.types_wanted(webhook))


def _require_readable(events: Collection[str], ctx: Context) -> None:
    """Raise InsufficientScope for types that the caller may not read; `*` is what it may read."""
    rights.require(ctx.scopes, types_of([each for each in events if each != EVERYTHING]))


def _resources(events: Collection[str], ctx: Context) -> dict[str, Any]:
    """The attribute that limits `*` to the resources whose events the caller may read."""
    resources = readable_resources(ctx.scopes) if EVERYTHING in events else None
    return {} if resources is None else {"resources": resources}


def _header_fields(request: UpdateWebhook, webhook: Item, ctx: Context) -> dict[str, Any]:
    """Return the attributes of the headers in the request, sealed; empty when the request has none.

    Raises ValidationError when the address moves to another server and the headers are not sent again. Otherwise anyone
    who may change the address could read the values at the new server.
    """
    if "headers" not in request.model_fields_set:
        is_moved = request.url is not None and urlsplit(request.url)[:2] != urlsplit(webhook["url"])[:2]
        if is_moved and "headers" in webhook:
            raise Unprocessable.of("headers", HEADERS_AGAIN)
        return {}
    own_headers.check(request.headers or {})
    stored = own_headers.stored(request.headers or {}, ctx.organisation)
    return {"headers": stored.get("headers"), "header_names": stored.get("header_names")}


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


def _deletion(item: Item, ctx: Context) -> Write:
    """The write that deletes a webhook. The example to delete stays, marked, until the next day renews it."""
    if item.get("unlisted"):
        return ctx.store.update_write(WEBHOOK, item["SK"], Update(set={"status": DELETED}), condition=present())
    return ctx.store.delete_write(WEBHOOK, item["SK"], condition=present())


def signed(item: Item, ctx: Context) -> SignedWebhook:
    """Return a webhook with its secret, for answers that show a new secret."""
    previous = [secret for secret in item["secrets"][1:] if secret["until"] > clock.epoch()]
    return SignedWebhook(
        **resource_fields(item, health.of(ctx.store, item["SK"])),
        signing_secret=secrets.current(item, ctx.organisation)[0],
        previous_secret_expires_at=clock.timestamp(clock.instant(previous[0]["until"])) if previous else None,
    )


def _check_url(url: str) -> None:
    from bivelio_core import egress  # noqa: PLC0415 - where a URL is given

    try:
        egress.check(url)
    except egress.EgressRefused as refusal:
        raise Unprocessable.of("url", "url_not_allowed") from refusal


def signing_secret(secret: str | None) -> str:
    """The signing secret: the caller's own, or a new one. Most functions that import this module choose none."""
    from .chosen_secret import choose  # noqa: PLC0415

    return choose(secret)
