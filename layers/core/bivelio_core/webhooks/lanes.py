"""The lane of a webhook that has a rate limit or an order: one worker at a time sends to it, from the log of events.

The lane's item says up to where the log has been served and which worker holds the lane. Only that worker calls the
receiver, so the rate limit and the order need no other coordination. Deliveries that are not served from the log wait
beside it, as extras: attempts to repeat, and deliveries from before the lane existed. A message of the queue only says
that there may be work. A worker that finds the lane held leaves a mark (`nudges`) and drops its message, because the
holder looks again before it releases the lane. When a holder dies, its own message comes back after its hold has ended.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.events import log
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare, equals, present

from . import queues
from .queues import Delivery, Outbox, Turn

HOLD_SECONDS = 75
"""Longer than an invocation of the worker can last (60 s): nobody who still runs has lost the lane."""

CLAIM_TRIES = 5
LIFETIME = timedelta(days=30)
CLOCKS_DIFFER = timedelta(seconds=1)
"""How far the clock of a function that records events may be from ours."""

AFTER_SETTLING = log.SETTLING + timedelta(milliseconds=50)
MOST_SPANS = 8


def is_laned(webhook: Item) -> bool:
    """Whether a webhook's deliveries go through its lane."""
    return bool(webhook.get("rate_limit") or webhook.get("ordering"))


def opened() -> dict[str, Any]:
    """Return the attributes of a webhook whose lane begins now and serves no earlier event."""
    return {"lane": [{"from": log.position_at(clock.real_now() - CLOCKS_DIFFER)}]}


def switched(before: Item, *, is_on: bool) -> dict[str, Any]:
    """Return a webhook's attributes after a change of options: the parts of the log that its lane serves.

    Events from before and after the time of the lane go to the queues. The lane still serves the events that it had not
    served when it was switched off.
    """
    spans = [dict(span) for span in before.get("lane", ())]
    if is_on == is_laned(before):
        return {}
    if not is_on:
        spans[-1]["until"] = log.position_at(clock.real_now() + CLOCKS_DIFFER)
        return {"lane": spans}
    if len(spans) < MOST_SPANS:
        return {"lane": [*spans, *opened()["lane"]]}
    del spans[-1]["until"]  # serves the time between, too: what was delivered then is not sent again
    return {"lane": spans}


def serves(webhook: Item, place: str) -> bool:
    """Whether the lane serves an event at a place of the log."""
    return any(span["from"] < place <= span.get("until", "~") for span in webhook.get("lane", ()))


def first_position(webhook: Item) -> str:
    """Return the position from which the lane serves the log; after the last event if it serves none."""
    return min((span["from"] for span in webhook.get("lane", ())), default="~")


def nudge(delivery: Delivery, *, due_at: float = 0.0, only_new: bool = False) -> Turn:
    """Return the message that makes the lane of a delivery's webhook look for work."""
    return Turn(
        delivery.organisation, delivery.environment, delivery.day, delivery.webhook, due_at=due_at, only_new=only_new
    )


def settled_at(place: str) -> float:
    """The epoch second from which the log up to a place is complete."""
    return (log.instant_of(place) + AFTER_SETTLING).timestamp()


@dataclass
class Lane:
    """A lane that the caller holds. `position` is written when the lane is released, or by `note_position`."""

    store: TenantStore
    webhook: str
    owner: str
    nudges: int
    position: str
    last_start: float
    lost_since: str

    def note_lost(self, started_at: str) -> None:
        """Remember that an event was given up, and the instant of its first attempt."""
        self.lost_since = started_at
        self._update(Update(set={"lost_since": started_at, "position": self.position}), self._own())

    def note_position(self) -> None:
        """Write the position up to which the log has been served. Changes nothing if the caller has lost the lane."""
        with suppress(ConditionFailed):
            self._update(Update(set={"position": self.position}), self._own())

    def release(self, *, held_until: float = 0.0, if_unnudged: bool = False) -> bool:
        """Release the lane, now or until an instant. False when there was a nudge in the meantime.

        The caller then still holds the lane and looks again. Changes nothing if the caller has lost the lane.
        """
        attributes: dict[str, Any] = {"position": self.position, "last_start": int(self.last_start * 1000)}
        if not self.store.tenant.is_sandbox:
            attributes["ttl"] = clock.ttl(LIFETIME)
        if held_until:
            attributes["held_until"] = int(held_until * 1000)
        gone = ["owner", "lease_until", *(() if held_until else ("held_until",))]
        condition = all_of(self._own(), equals("nudges", self.nudges)) if if_unnudged else self._own()
        try:
            self._update(Update(set=attributes, remove=gone), condition)
        except ConditionFailed as failure:
            item = failure.item or {}
            if item.get("owner") != self.owner:
                return True
            self.nudges = int(item["nudges"])
            return False
        return True

    def _own(self) -> Condition:
        return equals("owner", self.owner)

    def _update(self, update: Update, condition: Condition) -> None:
        self.store.update(keys.LANE, self.webhook, update, condition=condition)


def claim(store: TenantStore, webhook: str, *, only_new: bool = False, leaves_mark: bool = True) -> Lane | None:
    """Hold the lane of a webhook; None when another worker holds it. With `leaves_mark` that worker gets a nudge.

    With `only_new`, also None while the lane waits for the next attempt at its first event, because a message for that
    time is already on its way.
    """
    for _ in range(CLAIM_TRIES):
        now = _milliseconds()
        free = any_of(absent("lease_until"), compare("lease_until", "<=", now))
        rested = any_of(absent("held_until"), compare("held_until", "<=", now))
        owner = ids.random_text(ids.BODY_LENGTH)
        lease = Update(set={"owner": owner, "lease_until": now + HOLD_SECONDS * 1000}, default={"nudges": 0})
        try:
            item = store.update(keys.LANE, webhook, lease, condition=all_of(free, rested) if only_new else free)
        except ConditionFailed as failure:
            if (failure.item or {}).get("lease_until", 0) <= now:
                return None
            if not leaves_mark or _leave_mark(store, webhook, now):
                return None
            continue  # let go in between
        return Lane(
            store,
            webhook,
            owner,
            int(item["nudges"]),
            str(item.get("position", "")),
            item.get("last_start", 0) / 1000,
            str(item.get("lost_since", "")),
        )
    raise ServiceBusy(f"the lane of {webhook} changes hands too quickly")


def _leave_mark(store: TenantStore, webhook: str, now: int) -> bool:
    try:
        store.update(keys.LANE, webhook, Update(add={"nudges": 1}), condition=compare("lease_until", ">", now))
    except ConditionFailed:
        return False
    return True


def forget_wait(store: TenantStore, webhook: str) -> None:
    """Stop the lane's wait for the next attempt at its first event."""
    with suppress(ConditionFailed):
        store.update(keys.LANE, webhook, Update(remove=["held_until"]), condition=present("held_until"))


def put_extra(delivery: Delivery, store: TenantStore, outbox: Outbox) -> None:
    """Store a delivery beside the log until it is due, and schedule the lane to look at it then."""
    attributes = {
        "event_id": delivery.event,
        "place": delivery.place,
        "attempt": delivery.attempt,
        "round": delivery.round,
        "skipped": delivery.skipped,
    }
    expiry = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(LIFETIME)}
    due = max(delivery.due_at, clock.epoch())
    sk = f"{int(due * 1000):013d}#{delivery.place}#{delivery.event}#{delivery.round}#{delivery.attempt}"
    store.put(keys.LANE, sk, {**attributes, **expiry}, delivery.webhook)
    queues.send_delayed(outbox, nudge(delivery, due_at=due))


def due_extras(lane: Lane, limit: int) -> list[Item]:
    """Read the due deliveries that wait beside the log, the longest overdue first."""
    high = f"{_milliseconds():013d}#~"
    return lane.store.query(keys.LANE, lane.webhook, high=high, limit=limit, consistent=True)


def delivery_of(lane: Lane, extra: Item) -> Delivery:
    """The delivery that waits beside the log."""
    tenant = lane.store.tenant
    return Delivery(
        tenant.organisation,
        tenant.environment,
        tenant.day,
        lane.webhook,
        extra["event_id"],
        extra["place"],
        int(extra["attempt"]),
        int(extra["round"]),
        skipped=extra["skipped"],
    )


def delete_extra(lane: Lane, extra: Item) -> None:
    """Delete a served delivery from those beside the log."""
    lane.store.delete(keys.LANE, extra["SK"], lane.webhook)


def _milliseconds() -> int:
    return int(clock.epoch() * 1000)
