"""Deliver an event again, or all events that a webhook missed."""

from dataclasses import replace

from bivelio_core import clock, faults, ids
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, ValidationError
from bivelio_core.events import log, rights
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.writes import Update, present
from bivelio_core.webhooks import filters, missed, progress, queues, state
from bivelio_core.webhooks.attempts.models import ReplayDeliveries, ReplayStarted
from bivelio_core.webhooks.missed import first_step, now_or_before
from bivelio_core.webhooks.queues import Delivery
from bivelio_core.webhooks.reading import load

UNTIL_BEFORE_SINCE = faults.register("webhooks", "until_before_since")

NEEDS_SINCE = faults.register("webhooks", "needs_since")


def replay(replay_request: ReplayDeliveries, ctx: Context) -> ReplayStarted:
    """Deliver one event again, or all missed events since a time, oldest first; or only count them.

    An event named by its id may be older than the webhook; missed events are never older. Raises Conflict when the
    webhook is disabled.
    """
    if (replay_request.event_id is None) == (replay_request.since is None):
        raise ValidationError.of("since" if replay_request.event_id is None else "event_id", "one_of")
    if replay_request.until is not None and (
        replay_request.since is None or replay_request.until < replay_request.since
    ):
        raise ValidationError.of("until", UNTIL_BEFORE_SINCE)
    if replay_request.since is None and (replay_request.events or replay_request.only_failed):
        raise ValidationError.of("events" if replay_request.events else "only_failed", NEEDS_SINCE)
    webhook = load(ctx.store, replay_request.webhook_id)
    if foreign := [name for name in replay_request.events or () if not filters.wants_type(webhook, name)]:
        place = (replay_request.events or []).index(foreign[0])
        raise ValidationError.of(f"events[{place}]", "choice", expected=", ".join(filters.types_wanted(webhook)))
    if webhook["status"] != "active" and not replay_request.dry_run:
        raise Conflict(details={"reason": "disabled"})
    if replay_request.event_id is not None:
        return _replay_one(replay_request.event_id, webhook, replay_request, ctx)
    return _replay_missed(webhook, replay_request, ctx)


def _replay_missed(webhook: Item, replay_request: ReplayDeliveries, ctx: Context) -> ReplayStarted:
    requested_start = log.position_at(replay_request.since) if replay_request.since else ""
    since = max(log.earliest(ctx.store), missed.since_registration(webhook), requested_start)
    until = now_or_before(replay_request.until)
    types = replay_request.events or ()
    backlog = missed.count(ctx.store, webhook, since, until, types, only_failed=replay_request.only_failed)
    if not replay_request.dry_run:
        first = first_step(ctx.store, replay_request.webhook_id, ids.random_text(ids.BODY_LENGTH), since, until)
        message = replace(first, types=types, only_failed=replay_request.only_failed)
        attributes = progress.initial_attributes(message, backlog.number, is_exact=backlog.is_exact)
        ctx.store.update(keys.WEBHOOK, replay_request.webhook_id, Update(set=attributes), condition=present())
        queues.outbox().send("redeliveries", [message])
    return ReplayStarted(
        webhook_id=replay_request.webhook_id,
        status="counted" if replay_request.dry_run else "queued",
        since=clock.timestamp(replay_request.since),
        until=clock.timestamp(replay_request.until) if replay_request.until else None,
        starts_at=clock.timestamp(log.instant_of(since)),
        count=backlog.number,
        count_is_exact=backlog.is_exact,
    )


def _replay_one(event_id: str, webhook: Item, replay_request: ReplayDeliveries, ctx: Context) -> ReplayStarted:
    event = log.load(ctx.store, event_id)
    if not filters.wants_type(webhook, event.type):
        rights.require(ctx.scopes, [event.type])
    if not replay_request.dry_run:
        number = state.reopen(ctx.store, event_id, replay_request.webhook_id)
        queues.outbox().send("deliveries", [Delivery.of(ctx.tenant, replay_request.webhook_id, event, number=number)])
    return ReplayStarted(
        webhook_id=replay_request.webhook_id,
        status="counted" if replay_request.dry_run else "queued",
        event_id=event_id,
        count=1,
        count_is_exact=True,
    )
