"""API keys: the models of requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import (
    DISTINCT,
    NAME,
    NOT_NULL,
    Instant,
    ListRequest,
    NullableResponse,
    Pagination,
    Request,
    Response,
    Timestamp,
    WebOrigin,
)

from . import scopes
from .publishable import DEFAULT_RESOURCES

MAXIMUM_RATE_LIMIT = 100_000


def _known_scope(scope: str) -> str:
    if not scopes.is_known(scope):
        raise broken(scopes.UNKNOWN_SCOPE)
    return scope


KeyId = Annotated[str, Field(min_length=1, max_length=100, examples=["key_0123456789abcdef"])]
KeyName = Annotated[str, Field(min_length=1, max_length=100), NAME]
Scope = Annotated[str, Field(max_length=40), AfterValidator(_known_scope)]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=50), DISTINCT]
WebOrigins = Annotated[list[WebOrigin], Field(max_length=20), DISTINCT]
Resources = Annotated[
    list[Annotated[str, Field(max_length=40, examples=["contacts"])]],
    Field(min_length=1, max_length=50),
    DISTINCT,
]
RateLimit = Annotated[int, Field(ge=1, le=MAXIMUM_RATE_LIMIT)]


class CreateKey(Request):
    """A new API key."""

    name: KeyName = Field(description="The name, on one line.")
    type: Literal["secret", "publishable"] = Field(
        "secret", description="`secret` for servers, `publishable` for web pages and apps."
    )
    environment: Literal["live", "test"] = Field(description="`live`, or `test` for the sandbox.")
    scopes: Scopes = Field(
        description="What the key may do: `read`, `write` or `admin`, alone or for one kind of resource "
        "(`contacts:read`)."
    )
    expires_at: Instant | None = Field(None, description="When the key expires; without it, never.")
    allowed_origins: WebOrigins = Field(
        default_factory=list, description="For publishable keys: the web pages that may use it; empty means any."
    )

    resources: Resources | None = Field(
        None,
        description="For publishable keys: what the key may read. Without it, the resources that the scopes name; "
        f"for `read`, {', '.join(DEFAULT_RESOURCES)}. Exports, events, webhooks, audit and credits never.",
    )

    rate_limit: RateLimit | None = Field(
        None,
        description="At most so many requests a minute with this key, of the plan's that all keys share; "
        "without it, as many as the plan allows.",
    )


class ListKeys(ListRequest):
    """Which page of API keys, newest first."""

    environment: Literal["live", "test"] | None = Field(None, description="Only keys of this environment.")


class UpdateKey(Request):
    """A change of a key: only what is sent changes, and the key itself stays the same."""

    id: KeyId = Field(description="The id of the resource.")
    name: Annotated[KeyName | None, NOT_NULL] = Field(None, description="The name, on one line.")
    scopes: Annotated[Scopes | None, NOT_NULL] = Field(
        None,
        description="What the key may do. A live secret key is given more only after a recent sign-in.",
    )
    expires_at: Instant | None = Field(
        None,
        description="When the key expires; null means never. A live secret key lasts longer only after a recent "
        "sign-in.",
    )
    allowed_origins: Annotated[WebOrigins | None, NOT_NULL] = Field(
        None, description="For publishable keys: the web pages that may use it; empty means any."
    )
    resources: Resources | None = Field(
        None, description="For publishable keys: what the key may read; null means the resources that the scopes name."
    )
    rate_limit: RateLimit | None = Field(
        None,
        description="At most so many requests a minute with this key, of the plan's that all keys share; null takes "
        "the limit off.",
    )


class RotateKey(Request):
    """Which key to replace, and how long the old one stays valid."""

    id: KeyId = Field(description="The id of the resource.")
    overlap_seconds: Literal[0, 3600, 86400, 604800] = Field(
        86400, description="For how many seconds the old key stays valid."
    )


class RevokeKey(Request):
    """Which key to revoke."""

    id: KeyId = Field(description="The id of the resource.")


class ApiKey(NullableResponse):
    """An API key. `key` is its text, shown once; `prefix` and `last_four` recognise it later."""

    nullable: ClassVar[frozenset[str]] = frozenset({"expires_at", "last_used_at"})

    id: str = Field(description="The id of the resource.")
    name: str = Field(description="The name, on one line.")
    type: Literal["secret", "publishable"] = Field(
        description="`secret` for servers, `publishable` for web pages and apps."
    )
    environment: Literal["live", "test"] = Field(description="`live`, or `test` for the sandbox.")
    scopes: list[str] = Field(
        description=(
            "What the key may do: `read`, `write` or `admin`, alone or for one kind of resource (`contacts:read`)."
        )
    )
    key: str | None = Field(None, description="The key itself; shown only now.")
    prefix: str = Field(description="The beginning of the key.")
    last_four: str = Field(description="The last four characters of the key, to tell keys apart.")
    status: Literal["active", "expired", "revoked"] = Field(description="Whether the key works.")
    allowed_origins: list[str] = Field(
        description="For publishable keys: the origins of web pages that may use the key; empty means any."
    )
    resources: list[str] | None = Field(None, description="What a publishable key may read.")
    rate_limit: int | None = Field(
        None, description="How many requests a minute may be made with it, if it has a limit."
    )
    created_at: Timestamp = Field(description="When it was created.")
    created_by: str = Field(description="Who created it.")
    expires_at: Timestamp | None = Field(None, description="When it expires.")
    last_used_at: Timestamp | None = Field(
        None, description="When it was last used, to the hour; null before the first time."
    )
    replaced_by: str | None = Field(None, description="The id of the key that replaced it.")
    revoked_at: Timestamp | None = Field(None, description="When it was revoked; absent if it is not revoked.")


class KeyPage(Response):
    """A page of API keys."""

    keys: list[ApiKey] = Field(description="The keys of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
