"""The log of requests: the models of requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.models import Instant, NullableResponse, Request, Response, Timestamp

Outcome = Literal["failed", "succeeded"]
RequestId = Annotated[str, Field(min_length=1, max_length=100, examples=["8c0ffe5e-5a1b-4f0e-9b2d-0123456789ab"])]
OperationName = Annotated[str, Field(pattern=r"^[a-z_]{1,40}\.[a-z_]{1,60}$", examples=["contacts.create"])]
CallerId = Annotated[str, Field(min_length=1, max_length=60, examples=["key_0123456789abcdef"])]


class ListRequests(Request):
    """Which requests, newest first."""

    before: Annotated[str, Field(min_length=1, max_length=300)] | None = Field(
        None, description="Only requests before this cursor: `next_before` of an earlier response."
    )
    outcome: Outcome | None = Field(None, description="Only those that failed, or that succeeded.")
    status: Annotated[int, Field(ge=100, le=599)] | None = Field(None, description="Only those with this HTTP status.")
    code: Annotated[str, Field(min_length=1, max_length=60, examples=["VALIDATION_ERROR"])] | None = Field(
        None, description="Only those with this error code."
    )
    operation: OperationName | None = Field(None, description="Only those of this operation.")
    actor: CallerId | None = Field(None, description="Only those of this API key or user.")
    since: Instant | None = Field(None, alias="from", description="From this time on.")
    until: Instant | None = Field(None, alias="to", description="Up to this time.")
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 50


class GetRequest(Request):
    """Which request to read."""

    id: RequestId = Field(description="The `X-Request-Id` of its answer.")


class LoggedRequest(Response):
    """A request. It is in the log some seconds after its answer."""

    id: str = Field(description="The `X-Request-Id` of its answer.")
    at: Timestamp = Field(description="When it was answered.")
    operation: str = Field(description="The operation, such as `contacts.create`.")
    status: int = Field(description="The HTTP status of the answer.")
    code: str | None = Field(None, description="The error code; absent if it succeeded.")
    latency_ms: int = Field(description="How long the operation took, in milliseconds.")
    actor_kind: Literal["user", "api_key"] | None = Field(None, description="Who asked: a user or an API key.")
    actor: str = Field(description="The id of the user or the key.")
    user_agent: str | None = Field(
        None,
        description="What the client calls itself, in a list its products alone; absent of most that succeeded.",
    )


class RequestPage(NullableResponse):
    """Requests, newest first."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_before"})

    requests: list[LoggedRequest] = Field(description="The requests, newest first.")
    next_before: str | None = Field(description="The cursor for older results; null if there are none.")


class RequestDetails(LoggedRequest):
    """A request with its bodies, as far as they were kept."""

    bodies: Literal["shown", "not_kept", "not_allowed"] = Field(
        description="`not_kept`: it succeeded, unless a sample of these is kept, is about credentials, had none, "
        "or the organisation keeps none; "
        "`not_allowed`: reading them needs the scope to write the resource."
    )
    request_body: str | None = Field(
        None, description="The body that was sent, without what looks like a credential; long ones are cut."
    )
    response_body: str | None = Field(None, description="The body of the answer, in the same way.")
