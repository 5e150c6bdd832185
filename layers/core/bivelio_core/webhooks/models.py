"""Webhooks: the models of requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.events.models import EventPatterns, EventTypeNames
from bivelio_core.models import (
    DISTINCT,
    EXACTLY,
    NOT_NULL,
    ListRequest,
    NullableResponse,
    Pagination,
    Request,
    Response,
    Timestamp,
)

MAXIMUM_OVERLAP_HOURS = 168


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
EventTypes = Annotated[EventTypeNames, DISTINCT]
Subscribed = Annotated[EventPatterns, DISTINCT, Field(examples=[["invoice.paid", "contact.*"]])]
EVENTS = "Event types: `contact.*` for all of a resource, `*` for all that you may read. Types that are new join them."
Description = Annotated[str, Field(max_length=500)]
Status = Literal["active", "disabled"]


HeaderName = Annotated[str, EXACTLY, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
HeaderValue = Annotated[str, EXACTLY, Field(max_length=1_000, pattern=r"^([!-~]([ -~]*[!-~])?)?$")]
"""Printable ASCII without spaces around it (RFC 9110, section 5.5): no line break can be in it."""

OwnHeaders = Annotated[dict[HeaderName, HeaderValue], Field(max_length=10, examples=[{"X-Tenant": "botiga-1"}])]
Filter = Annotated[str, Field(min_length=1, max_length=1_000, examples=["data.total > `500`"])]
PayloadFormat = Literal["bivelio", "cloudevents"]
FILTER = (
    "A JMESPath expression over the event, `{id, event, timestamp, data}`, without braces: only events for which it is "
    "true are sent."
)
HEADERS = "Headers that go with each delivery: at most 10, 4,000 bytes together. The values are never shown again."
FORMAT = "The format of the body: ours, or CloudEvents 1.0 in structured mode."

RateLimit = Annotated[int, Field(ge=1, le=50, examples=[5])]
RATE_LIMIT = (
    "The most requests in any second, 1 to 50: what is beyond waits, in order. Events are then sent about three "
    "seconds after they happen."
)
ORDERING = (
    "Send one event after the other, in the order in which they happened; one that fails holds up the later ones until "
    "it is accepted or has failed five times."
)


OnRecovery = Literal["nothing", "replay"]
ON_RECOVERY = (
    "What is done once a receiver that failed answers again: `replay` enables the webhook and sends what it missed, "
    "in order; `nothing` leaves both to you."
)


class CreateWebhook(Request):
    """An https address and the types of event it wants.

    A strong `secret` (24 characters or more) signs the deliveries; without it, one is generated. Only this answer
    shows it.
    """

    url: Url = Field(description="A public https URL, on port 443 or 8443.")
    events: Subscribed = Field(description=EVENTS)
    secret: Annotated[str, EXACTLY, Field(min_length=1, max_length=200)] | None = Field(
        None, description="A signing secret of your own, of 24 characters or more; a shorter one is ignored."
    )
    description: Description | None = Field(None, description="A description for people.")
    filter: Filter | None = Field(None, description=FILTER)
    headers: OwnHeaders | None = Field(None, description=HEADERS)
    payload_format: PayloadFormat = Field("bivelio", description=FORMAT)
    rate_limit: RateLimit | None = Field(None, description=RATE_LIMIT)
    ordering: bool = Field(False, description=ORDERING)
    on_recovery: OnRecovery = Field("nothing", description=ON_RECOVERY)


class ListWebhooks(ListRequest):
    """Which page of webhooks, newest first."""


class GetWebhook(Request):
    """Which webhook to read."""

    webhook_id: WebhookId = Field(description="The id of the webhook.")


class UpdateWebhook(Request):
    """A change of a webhook: only what is sent changes. `status: disabled` pauses it; `/webhooks/enable` resumes."""

    webhook_id: WebhookId = Field(description="The id of the webhook.")
    url: Annotated[Url | None, NOT_NULL] = Field(None, description="Where events are sent from then on.")
    events: Annotated[Subscribed | None, NOT_NULL] = Field(None, description=EVENTS)
    description: Description | None = Field(None, description="A description for people.")
    filter: Filter | None = Field(None, description=f"{FILTER} null removes it.")
    headers: OwnHeaders | None = Field(
        None, description=f"{HEADERS} What is sent replaces all; null removes them. Required when `url` changes server."
    )
    payload_format: Annotated[PayloadFormat | None, NOT_NULL] = Field(None, description=FORMAT)
    rate_limit: RateLimit | None = Field(None, description=f"{RATE_LIMIT} null removes it.")
    ordering: Annotated[bool | None, NOT_NULL] = Field(None, description=ORDERING)
    on_recovery: Annotated[OnRecovery | None, NOT_NULL] = Field(None, description=ON_RECOVERY)
    status: Annotated[Literal["disabled"] | None, NOT_NULL] = Field(
        None, description="`disabled` pauses the webhook; `/webhooks/enable` resumes it."
    )


class DeleteWebhook(Request):
    """Which webhook to delete."""

    webhook_id: WebhookId = Field(description="The id of the webhook.")


class EnableWebhook(Request):
    """Which webhook to enable again."""

    webhook_id: WebhookId = Field(description="The id of the webhook.")


class RotateSecret(Request):
    """Which webhook gets a new secret, and for how many hours the old one signs too."""

    webhook_id: WebhookId = Field(description="The id of the webhook.")
    secret: Annotated[str, EXACTLY, Field(min_length=1, max_length=200)] | None = Field(
        None, description="A signing secret of your own, of 24 characters or more; a shorter one is ignored."
    )
    overlap_hours: Annotated[
        int, Field(ge=0, le=MAXIMUM_OVERLAP_HOURS, description="For how many hours the previous secret also signs.")
    ] = 24


class ReplayProgress(Response):
    """How far the newest replay of missed events is; at most some seconds old while it delivers."""

    status: Literal["running", "finished", "stopped"] = Field(
        description="`stopped`: the webhook was disabled before the end."
    )
    since: Timestamp = Field(description="Where it started.")
    until: Timestamp = Field(description="Where it ends.")
    reached: Timestamp = Field(description="Up to where it has delivered.")
    count: int = Field(description="How many events there were to deliver when it started.")
    count_is_exact: bool = Field(description="False if there were so many events that only the first were counted.")
    delivered: int = Field(description="How many of them the receiver has accepted so far.")
    failed: int = Field(description="How many of them failed five times.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class Webhook(NullableResponse):
    """A registered address."""

    nullable: ClassVar[frozenset[str]] = frozenset({"last_triggered_at", "success_rate"})

    webhook_id: str = Field(description="The id of the webhook.")
    url: str = Field(description="Where events are sent.")
    events: list[str] = Field(description="Event types, or patterns of them.")
    resources: list[str] | None = Field(
        None, description="The resources whose events `*` stands for, if who asked for it may not read all."
    )
    status: Status = Field(description="Whether the webhook gets events; a `disabled` one says why.")
    description: str | None = Field(None, description="A description for people.")
    filter: str | None = Field(None, description="The filter, if there is one.")
    header_names: list[str] | None = Field(None, description="The names of the headers that go with each delivery.")
    payload_format: PayloadFormat | None = Field(None, description="The format of the body, unless it is `bivelio`.")
    rate_limit: int | None = Field(None, description="The most requests in any second, if that is limited.")
    ordering: bool | None = Field(None, description="True if events are sent one after the other, in their order.")
    on_recovery: Literal["replay"] | None = Field(None, description="`replay` if what an outage misses is sent again.")
    health: Literal["ok", "failing"] | None = Field(
        None, description="`failing` once five attempts in a row have failed, until one is accepted."
    )
    failing_since: Timestamp | None = Field(None, description="When the fifth one failed.")
    consecutive_failures: int | None = Field(None, description="How many attempts have failed in a row, if any.")
    last_error: str | None = Field(None, description="Why the last one failed.")
    disabled_reason: Literal["failures", "gone", "loop", "user"] | None = Field(
        None, description="Why it was disabled: failures, the receiver (410), a loop of deliveries, or a user."
    )
    disabled_at: Timestamp | None = Field(None, description="When it was disabled; absent while it is active.")
    last_triggered_at: Timestamp | None = Field(
        None, description="When it was last called; null before the first time."
    )
    replay: ReplayProgress | None = Field(None, description="The progress of the newest replay, if there was one.")
    success_rate: float | None = Field(None, description="Share of events delivered in 7 days; null before the first.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class SignedWebhook(Webhook):
    """A webhook with its secret, which only this answer shows."""

    signing_secret: str = Field(description="The secret that signs deliveries; shown only now.")
    previous_secret_expires_at: Timestamp | None = Field(None, description="When the previous secret stops signing.")


class WebhookPage(Response):
    """A page of webhooks."""

    webhooks: list[Webhook] = Field(description="The webhooks of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class DeletedWebhook(Response):
    """What was deleted."""

    webhook_id: str = Field(description="The id of the webhook.")
    deleted: Literal[True] = Field(True, description="Always true.")
