"""The state of the delivery of an event to a webhook: claimed by one worker at a time, settled once.

The item's attempt number changes only when an attempt is settled, and the next attempt's message is sent before that.
So a worker may die anywhere: its message is delivered again, finds the attempt unsettled, and repeats it.

The writes of many deliveries go in one request: `claiming` and `settling` return them as conditional puts. When one of
these claims is refused, `claim` finds the reason, and recognises a lease that the caller wrote but whose answer was
lost.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

from bivelio_core import clock, ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Put, Update, absent, all_of, any_of, compare, equals

from .queues import Delivery
from .request import ReceiverAnswer

LEASE_SECONDS = 20
"""The length of a lease: longer than an attempt can take (10 s and our own writes)."""

LIFETIME = timedelta(days=30)

Status = Literal["pending", "delivered", "failed", "skipped"]
"""`skipped`: the filter could not be evaluated, so nothing was sent; a replay looks at the event again."""


class DeliveryBusy(Exception):
    """Another worker has the delivery; its lease ends in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"leased for another {seconds} s")
        self.seconds = seconds


def claim(store: TenantStore, delivery: Delivery, token: str | None = None) -> Item | None:
    """The delivery's state, leased to the caller; None when this attempt is settled. Raises DeliveryBusy.

    `token` belongs to a claim that the caller has already sent without knowing whether it succeeded.
    """
    now = int(clock.epoch() * 1000)
    unsettled = all_of(*(equals(name, value) for name, value in _unsettled(delivery).items()))
    is_ours = any_of(_is_free(now), equals("lease_by", token)) if token else _is_free(now)
    update = Update(set=_lease(token or new_token(), now), default=_initial_attributes(store, delivery))
    try:
        return store.update(
            keys.DELIVERY,
            delivery.event,
            update,
            delivery.webhook,
            condition=any_of(absent(), all_of(unsettled, is_ours)),
        )
    except ConditionFailed as failure:
        item = failure.item or {}
        if not _is_unsettled(item, delivery):
            return None
        raise _busy(item, now) from failure


def new_token() -> str:
    """Return a name for a lease that no other lease has."""
    return ids.random_text(ids.BODY_LENGTH)


def claiming(store: TenantStore, delivery: Delivery, token: str, stored_item: Item | None) -> Put | None:
    """Return the write that claims a delivery, given its state `stored_item`; None when only `claim` can decide."""
    now = int(clock.epoch() * 1000)
    lease = _lease(token, now)
    if stored_item is None:
        item = store.item(
            keys.DELIVERY, delivery.event, {**lease, **_initial_attributes(store, delivery)}, delivery.webhook
        )
        return Put(item, absent())
    if not _is_unsettled(stored_item, delivery) or stored_item.get("lease_until", now) >= now:
        return None
    as_read = {**_unsettled(delivery), "lease_until": stored_item["lease_until"]}
    changed = {"PK": stored_item["PK"], "SK": stored_item["SK"], **lease}
    return Put(changed, all_of(*(equals(name, value) for name, value in as_read.items())))


def settling(store: TenantStore, delivery: Delivery, status: Status) -> Put:
    """Return the write that records the end of an attempt that holds up no later event. See `settle`."""
    key = store.key(keys.DELIVERY, delivery.event, delivery.webhook)
    about = {"status": status, "attempts": delivery.attempt, "lease_until": 0}
    return Put({"PK": key.pk, "SK": key.sk, **about}, equals("round", delivery.round))


def settle(store: TenantStore, delivery: Delivery, status: Status, held_until: float | None = None) -> None:
    """Record that an attempt has ended. Does nothing when a replay has started a new round meanwhile.

    `held_until` is the due time of the next attempt at an event that holds up later events and so has no message in a
    queue.
    """
    held = {} if held_until is None else {"held_until": int(held_until * 1000)}
    gone = ["lease_until", *(() if held else ("held_until",))]
    with suppress(ConditionFailed):
        store.update(
            keys.DELIVERY,
            delivery.event,
            Update(set={"status": status, "attempts": delivery.attempt, **held}, remove=gone),
            delivery.webhook,
            condition=equals("round", delivery.round),
        )


def held(store: TenantStore, delivery: Delivery) -> Delivery | None:
    """Return the next attempt at an event that holds up later events; None if it is settled or in a queue."""
    item = store.get(keys.DELIVERY, delivery.event, delivery.webhook) or {}
    if item.get("status") != "pending" or item["round"] != delivery.round or "held_until" not in item:
        return None
    return replace(delivery, attempt=int(item["attempts"]) + 1, due_at=item["held_until"] / 1000)


def reopen(store: TenantStore, event_id: str, webhook_id: str) -> int:
    """Start a new round of an event's attempts, whatever the state of the earlier ones; returns the round's number."""
    about = {"status": "pending", "attempts": 0, "started_at": clock.real_stamp(), **_expiry(store)}
    item = store.update(
        keys.DELIVERY, event_id, Update(set=about, add={"round": 1}, remove=["lease_until"]), webhook_id
    )
    return int(item["round"])


class DeliveredAlready(Exception):
    """This same replay has already delivered the event, but its worker died before it moved on."""


def take_over(
    store: TenantStore, event_id: str, webhook_id: str, attempt: int, replay: str = "", *, only_failed: bool = False
) -> int | None:
    """Start a round of a replay and lease its attempt to the caller; returns the round's number.

    None when the receiver has accepted the event meanwhile or, with `only_failed`, when no attempt has failed. Raises
    Busy, and DeliveredAlready.
    """
    now = int(clock.epoch() * 1000)
    about = {"status": "pending", "attempts": attempt - 1, "started_at": clock.real_stamp(), **_expiry(store)}
    update = Update(set={**about, "replay": replay, "lease_until": now + LEASE_SECONDS * 1000}, add={"round": 1})
    missed = any_of(absent("status"), compare("status", "<>", "delivered"))
    if only_failed:
        once_failed = any_of(compare("attempts", ">=", 1), equals("replay", replay))
        missed = any_of(equals("status", "failed"), all_of(equals("status", "pending"), once_failed))
    try:
        item = store.update(keys.DELIVERY, event_id, update, webhook_id, condition=all_of(missed, _is_free(now)))
    except ConditionFailed as failure:
        stored = failure.item or {}
        if stored.get("status") == "delivered" and replay and stored.get("replay") == replay:
            raise DeliveredAlready from failure
        if stored.get("status") == "delivered" or (only_failed and not has_failed(stored, replay)):
            return None
        raise _busy(stored, now) from failure
    return int(item["round"])


def has_failed(item: Item, replay: str | None = None) -> bool:
    """Tell whether an event has failed attempts and no accepted one, or an attempt of this replay is in flight."""
    if item.get("status") != "pending":
        return item.get("status") == "failed"
    return bool(item["attempts"] >= 1) or (replay is not None and item.get("replay") == replay)


def attempt_record(
    store: TenantStore,
    webhook_id: str,
    about: Mapping[str, Any],
    answer: ReceiverAnswer,
    next_attempt_at: float | None = None,
) -> Item:
    """The item that records the result of an attempt, for `/webhooks/deliveries`."""
    at = clock.real_stamp()
    attributes = {
        **about,
        "at": at,
        "outcome": answer.outcome,
        "latency_ms": answer.latency_ms,
        "response_status": answer.response_status,
        "response_body": answer.response_body,
        "error": answer.error,
        "next_attempt_at": None if next_attempt_at is None else int(next_attempt_at),
        **_expiry(store),
    }
    return store.item(
        keys.DELIVERY_ATTEMPT,
        f"{at}#{about['event_id']}#{about['attempt']}",
        {name: value for name, value in attributes.items() if value is not None},
        webhook_id,
    )


def _initial_attributes(store: TenantStore, delivery: Delivery) -> dict[str, Any]:
    """The attributes of a delivery that nobody has claimed before."""
    return {**_unsettled(delivery), "started_at": clock.real_stamp(), **_expiry(store)}


def _unsettled(delivery: Delivery) -> dict[str, Any]:
    """The attributes of a delivery whose attempt is still to be made."""
    return {"status": "pending", "round": delivery.round, "attempts": delivery.attempt - 1}


def _is_unsettled(item: Item, delivery: Delivery) -> bool:
    return all(item.get(name) == value for name, value in _unsettled(delivery).items())


def _lease(token: str, now: int) -> dict[str, Any]:
    return {"lease_until": now + LEASE_SECONDS * 1000, "lease_by": token}


def _is_free(now: int) -> Condition:
    return any_of(absent("lease_until"), compare("lease_until", "<=", now))


def _busy(item: Item, now: int) -> DeliveryBusy:
    return DeliveryBusy(max(1, -(-(item["lease_until"] - now) // 1000)))


def _expiry(store: TenantStore) -> dict[str, int]:
    return {} if store.tenant.is_sandbox else {"ttl": clock.ttl(LIFETIME)}
