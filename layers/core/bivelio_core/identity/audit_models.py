"""The audit log: the models of requests and responses."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from bivelio_core.audit import Action
from bivelio_core.models import Instant, NullableResponse, Request, Timestamp


class ListAudit(Request):
    """Which entries of the audit log, newest first."""

    before: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="Only entries before this cursor: `next_before` of an earlier response."
    )
    actions: Annotated[list[Action], Field(min_length=1, max_length=100)] | None = Field(
        None, description="Only these actions."
    )
    actor: Annotated[str, Field(min_length=1, max_length=100, examples=["usr_0123456789abcdef"])] | None = Field(
        None, description="Only what this user or API key did."
    )
    since: Instant | None = Field(None, alias="from", description="From this time on.")
    until: Instant | None = Field(None, alias="to", description="Up to this time.")
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 50


class AuditEntry(NullableResponse):
    """One action. It says what was changed, never the new value of anything that can be secret."""

    nullable: ClassVar[frozenset[str]] = frozenset({"ip"})

    id: str = Field(description="The id of the entry.")
    action: str = Field(description="What was done.")
    at: Timestamp = Field(description="When it was done.")
    actor_kind: Literal["user", "api_key", "workflow", "system"] = Field(
        description="Who did it: a user, an API key, a workflow, or the platform and its operator."
    )
    actor: str = Field(description="The id of the user, the key or the run.")
    ip: str | None = Field(None, description="The address that the request came from; null if none did.")
    request_id: str = Field(description="The id of the request.")
    details: dict[str, Any] = Field(description="What was changed; the fields depend on the action.")


class AuditPage(NullableResponse):
    """Entries of the audit log, newest first."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_before"})

    entries: list[AuditEntry] = Field(description="The entries, newest first.")
    next_before: str | None = Field(description="The cursor for older results; null if there are none.")
