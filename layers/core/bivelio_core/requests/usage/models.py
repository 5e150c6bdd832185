"""The usage of the API: the models of requests and responses."""

from typing import ClassVar, Literal

from pydantic import Field

from bivelio_core.models import Day, NullableResponse, Request, Response, Timestamp
from bivelio_core.requests.models import CallerId, OperationName


class GetUsage(Request):
    """Of which days (UTC), and narrowed to what; without any, the last 30 days."""

    from_: Day | None = Field(None, alias="from", description="The first day; by default 29 days before the last.")
    to: Day | None = Field(None, description="The last day; by default today. At most 92 days at once.")
    actor: CallerId | None = Field(None, description="Only requests of this API key or user.")
    operation: OperationName | None = Field(None, description="Only requests for this operation.")


class Numbers(Response):
    """How many requests."""

    requests: int = Field(description="How many requests were made.")
    failed: int = Field(description="How many of them failed, with a status of 400 or more.")


class UsageOfDay(Numbers):
    """The requests of a day."""

    date: str = Field(description="The day (UTC).")


class UsageOfHour(Numbers):
    """The requests of an hour."""

    at: Timestamp = Field(description="The begin of the hour.")


class UsageOfOperation(Numbers):
    """The requests for an operation."""

    operation: str = Field(description="The operation, such as `contacts.create`.")


class UsageOfActor(Numbers):
    """The requests of an API key or a user."""

    actor: str = Field(description="The id of the key or the user.")
    actor_kind: Literal["user", "api_key"] = Field(description="Which of the two it is.")


class UsageOfStatus(Response):
    """The requests with a status."""

    status: int = Field(description="The HTTP status.")
    requests: int = Field(description="How many requests were answered so.")


class AgreedLimit(Response):
    """What an organisation of the plan enterprise has agreed with us, for each class of callers."""

    per_second: int = Field(description="How many requests a second may be made, for as long as you like.")
    burst: int = Field(description="How many may be made at once, after a while with fewer.")


class ClassLimits(NullableResponse):
    """The limits of a class of callers, of all of the organisation's in this environment together."""

    nullable: ClassVar[frozenset[str]] = frozenset({"per_minute", "per_second", "per_network", "per_person", "used"})

    callers: Literal["programs", "people", "publishable", "sign_in", "urls"] = Field(
        description="Who: secret keys; users; publishable keys; who signs in with one of these; calls of the URLs of "
        "workflows."
    )
    per_minute: int | None = Field(description="How many requests a minute may be made; null if there is no limit.")
    per_second: int | None = Field(description="How many of them in one second; null if there is no limit.")
    per_network: int | None = Field(
        description="How many a minute may come from one network (an IPv4 address, an IPv6 /64); null if all may."
    )
    per_person: int | None = Field(
        description="Of users: how many a minute each of them may make; null for other callers, or without a limit."
    )
    used: int | None = Field(description="How many were made in this minute; null if they are not counted.")


class RequestLimits(NullableResponse):
    """The limits of the plan: of secret keys here, and of each class of callers."""

    nullable: ClassVar[frozenset[str]] = frozenset({"per_minute", "per_second", "used"})

    plan: Literal["starter", "pro", "enterprise"] = Field(
        description="The plan of the organisation, which says these limits."
    )
    per_minute: int | None = Field(description="How many requests a minute may be made; null if there is no limit.")
    per_second: int | None = Field(description="How many of them in one second; null if there is no limit.")
    agreed: AgreedLimit | None = Field(None, description="The limit that was agreed for the plan enterprise, if any.")
    used: int | None = Field(description="How many were made in this minute; null if they are not counted.")
    by_class: list[ClassLimits] = Field(description="The limits of each class of callers; none takes from another.")


class CreditsUsed(Response):
    """The AI credits, as `/credits/balance` shows them."""

    balance: int = Field(description="The credits that can be spent now.")
    reserved: int = Field(description="Credits set aside for operations under way.")
    granted: int = Field(description="How many were granted for this month (in the sandbox: for this day).")
    next_grant_at: Timestamp = Field(description="When the next are granted.")


class Quota(Response):
    """How many of something there may be, and are."""

    name: str = Field(description="What is limited: agents, connections, secrets, webhooks, workflows.")
    limit: int = Field(description="How many there may be.")
    used: int = Field(description="How many there are, in the sandbox with its examples once one was created.")


class MessagesCharged(Response):
    """How many messages WhatsApp charged for, as its statuses say: of a month, a number and a category."""

    month: str = Field(description="The month, in UTC.")
    connection_id: str = Field(description="The connection of the number.")
    number: str | None = Field(None, description="The number, as it was called when the first one was counted.")
    category: str = Field(
        description="Meta's category: `service` (answers within 24 hours), `utility`, `marketing`, `authentication` ..."
    )
    billable: int = Field(description="How many are charged.")
    free: int = Field(description="How many are not, such as the first 1,000 of `service` of a number in a month.")


class Usage(Response):
    """How much was asked of the API. Requests are counted some seconds after their answers."""

    first_day: str = Field(description="The first day that is counted.")
    last_day: str = Field(description="The last day that is counted.")
    total: Numbers = Field(description="The requests of all these days.")
    by_day: list[UsageOfDay] = Field(description="Every day of the time, also those without requests.")
    by_hour: list[UsageOfHour] | None = Field(
        None, description="The last 24 hours, if `to` is today and no `actor` was asked for."
    )
    by_operation: list[UsageOfOperation] = Field(description="The operations, most requested first.")
    by_status: list[UsageOfStatus] = Field(description="The statuses, in order.")
    by_actor: list[UsageOfActor] = Field(description="The 100 API keys and users with most requests.")
    limits: RequestLimits = Field(description="The limits of the plan.")
    credits: CreditsUsed = Field(description="The AI credits.")
    quotas: list[Quota] = Field(description="How much of each other limit is used.")
    messages: list[MessagesCharged] = Field(
        description="Of the months of these days, whole: the messages on WhatsApp that were charged or free."
    )
