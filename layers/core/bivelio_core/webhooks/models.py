"""Webhooks at the edge: what requests carry and what answers show."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from bivelio_core.events.models import EventId, EventTypeName, EventTypeNames
from bivelio_core.models import EXACTLY, NOT_NULL, Instant, ListRequest, Pagination, Request, Response, Timestamp

MAXIMUM_OVERLAP_HOURS = 168


def _unique(events: list[str]) -> list[str]:
    return list(dict.fromkeys(events))


WebhookId = Annotated[str, Field(min_length=1, max_length=100, examples=["wh_o8p9q0r1"])]
Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2048,
        pattern=r"^https?://[^\s]+$",
        examples=["https://el-teu-servidor.com/api/bivelio-webhook"],
    ),
]
EventTypes = Annotated[EventTypeNames, AfterValidator(_unique)]
Description = Annotated[str, Field(max_length=500)]
Status = Literal["active", "disabled"]


class CreateWebhook(Request):
    """An https address and the types of event it wants.

    A `secret` of 24 characters or more signs the deliveries; otherwise one is made. The answer shows it, once.
    """

    url: Url
    events: EventTypes
    secret: Annotated[str, EXACTLY, Field(min_length=1, max_length=200)] | None = None
    description: Description | None = None


class ListWebhooks(ListRequest):
    """Which page of webhooks, newest first."""


class GetWebhook(Request):
    """Which webhook to read."""

    webhook_id: WebhookId


class UpdateWebhook(Request):
    """A change of a webhook: only what is sent changes. `status: disabled` pauses it; `/webhooks/enable` resumes."""

    webhook_id: WebhookId
    url: Annotated[Url | None, NOT_NULL] = None
    events: Annotated[EventTypes | None, NOT_NULL] = None
    description: Description | None = None
    status: Annotated[Literal["disabled"] | None, NOT_NULL] = None


class DeleteWebhook(Request):
    """Which webhook to delete."""

    webhook_id: WebhookId


class EnableWebhook(Request):
    """Which webhook to switch on again."""

    webhook_id: WebhookId


class TestWebhook(Request):
    """Which webhook to try, and with the example of which type of event (by default the first it wants)."""

    webhook_id: WebhookId
    event: EventTypeName | None = None


class RotateSecret(Request):
    """Which webhook gets a new secret, and for how many hours the old one signs too."""

    webhook_id: WebhookId
    secret: Annotated[str, EXACTLY, Field(min_length=1, max_length=200)] | None = None
    overlap_hours: Annotated[int, Field(ge=0, le=MAXIMUM_OVERLAP_HOURS)] = 24


class ListDeliveries(Request):
    """Which attempts, newest first; `before` is the `next_before` of the page before."""

    webhook_id: WebhookId
    event_id: EventId | None = None
    outcome: Literal["delivered", "failed", "refused"] | None = None
    before: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class ReplayDeliveries(Request):
    """What to deliver again: one event, whatever became of it, or all missed ones since a time.

    Of those since a time none is older than the webhook. With `dry_run` they are only counted.
    """

    webhook_id: WebhookId
    event_id: EventId | None = None
    since: Instant | None = None
    until: Instant | None = Field(None, description="Up to this time, with `since`; now if it is left out.")
    dry_run: bool = Field(False, description="Count what would be delivered again, and deliver nothing.")


class Webhook(Response):
    """A registered address."""

    nullable: ClassVar[frozenset[str]] = frozenset({"last_triggered_at", "success_rate"})

    webhook_id: str
    url: str
    events: list[str]
    status: Status
    description: str | None = None
    disabled_reason: Literal["failures", "gone", "user"] | None = None
    disabled_at: Timestamp | None = None
    last_triggered_at: Timestamp | None = None
    success_rate: float | None = Field(None, description="Share of events delivered in 7 days; null before the first.")
    created_at: Timestamp
    updated_at: Timestamp


class SignedWebhook(Webhook):
    """A webhook with its secret, which is shown this once."""

    signing_secret: str
    previous_secret_expires_at: Timestamp | None = None


class WebhookPage(Response):
    """A page of webhooks."""

    webhooks: list[Webhook]
    pagination: Pagination


class DeletedWebhook(Response):
    """What was deleted."""

    webhook_id: str
    deleted: Literal[True] = True


class DeliveryAttempt(Response):
    """One attempt, with the first bytes of the answer."""

    event_id: str
    event: str
    attempt: int
    outcome: Literal["delivered", "failed", "refused"]
    response_status: int | None = None
    response_body: str | None = None
    error: str | None = None
    latency_ms: int
    at: Timestamp
    next_attempt_at: Timestamp | None = None


class DeliveryPage(Response):
    """Attempts, newest first."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_before"})

    deliveries: list[DeliveryAttempt]
    next_before: str | None


class TestResult(DeliveryAttempt):
    """What the receiver made of the example."""

    webhook_id: str


class ReplayStarted(Response):
    """What is being delivered again."""

    webhook_id: str
    status: Literal["queued", "counted"] = "queued"
    event_id: str | None = None
    since: Timestamp | None = None
    until: Timestamp | None = None
    starts_at: Timestamp | None = Field(
        None, description="Where it really starts: later than `since` if the webhook, or the oldest kept event, is."
    )
    count: int = Field(description="How many events will be delivered, or would be.")
    count_is_exact: bool = Field(description="False if the time has so many events that only the first were counted.")
