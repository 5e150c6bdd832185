"""Deliveries of webhooks: the models of requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.events.models import EventId, EventTypeName
from bivelio_core.models import Instant, NullableResponse, Request, Response, Timestamp
from bivelio_core.webhooks.models import EventTypes, WebhookId


class TestWebhook(Request):
    """Which webhook to test, and with the example of which type of event (by default the first it wants)."""

    webhook_id: WebhookId = Field(description="The id of the webhook.")
    event: EventTypeName | None = Field(None, description="The event type.")


class ListDeliveries(Request):
    """Which attempts, newest first; `before` is the `next_before` of the page before."""

    webhook_id: WebhookId = Field(description="The id of the webhook.")
    event_id: EventId | None = Field(None, description="The id of the event.")
    outcome: Literal["delivered", "failed", "refused", "skipped"] | None = Field(
        None, description="Only attempts with this result."
    )
    before: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="Only what is older than this cursor: `next_before` of an earlier response."
    )
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 20


class ReplayDeliveries(Request):
    """What to deliver again: one event, even if it was delivered, or all missed ones since a time.

    Missed events are never older than the webhook. With `dry_run` they are only counted.
    """

    webhook_id: WebhookId = Field(description="The id of the webhook.")
    event_id: EventId | None = Field(None, description="The id of the event.")
    since: Instant | None = Field(None, description="From this time on.")
    until: Instant | None = Field(None, description="Up to this time, with `since`; now if it is left out.")
    events: EventTypes | None = Field(None, description="Only these of the webhook's event types, with `since`.")
    only_failed: bool = Field(
        False, description="Only events of which an attempt has failed, with `since`; not those that were never sent."
    )
    dry_run: bool = Field(False, description="Count what would be delivered again, and deliver nothing.")


class DeliveryAttempt(Response):
    """One attempt, with the first bytes of the answer."""

    event_id: str = Field(description="The id of the event.")
    event: str = Field(description="The event type.")
    attempt: int = Field(description="The number of the attempt, from 1.")
    outcome: Literal["delivered", "failed", "refused", "skipped"] = Field(
        description="The result of the attempt; `refused`: the address is not allowed, `skipped`: the filter cannot be "
        "evaluated for this event, so nothing was sent."
    )
    response_status: int | None = Field(
        None, description="The HTTP status of the receiver's response; absent if there was none."
    )
    response_body: str | None = Field(None, description="The first kilobyte of the receiver's response.")
    error: str | None = Field(None, description="Why there was no response.")
    latency_ms: int = Field(description="How long the receiver took to respond, in milliseconds.")
    at: Timestamp = Field(description="When the attempt was made.")
    next_attempt_at: Timestamp | None = Field(
        None, description="When the next attempt is due; absent if there is none."
    )


class DeliveryPage(NullableResponse):
    """Attempts, newest first."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_before"})

    deliveries: list[DeliveryAttempt] = Field(description="The attempts, newest first.")
    next_before: str | None = Field(description="The cursor for older results; null if there are none.")


class TestResult(DeliveryAttempt):
    """The receiver's answer to the example."""

    webhook_id: str = Field(description="The id of the webhook.")


class ReplayStarted(Response):
    """What is being delivered again."""

    webhook_id: str = Field(description="The id of the webhook.")
    status: Literal["queued", "counted"] = Field(
        "queued", description="`queued` when deliveries were handed over, `counted` when they were only counted."
    )
    event_id: str | None = Field(None, description="The id of the event.")
    since: Timestamp | None = Field(None, description="From this time on.")
    until: Timestamp | None = Field(None, description="Up to this time.")
    starts_at: Timestamp | None = Field(
        None, description="Where it really starts: later than `since` if the webhook, or the oldest kept event, is."
    )
    count: int = Field(description="How many events will be delivered, or would be.")
    count_is_exact: bool = Field(description="False if the time has so many events that only the first were counted.")
