"""Sign-in and API keys at the edge: what requests carry and what answers show."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import EXACTLY, LINE, Instant, ListRequest, Pagination, Request, Response, Timestamp

from . import scopes
from .passwords import MAXIMUM_LENGTH


class TokenRequest(Request):
    """A sign-in (`grant_type=password`) or its continuation (`grant_type=refresh_token`)."""

    grant_type: Annotated[Literal["password", "refresh_token"], Field(description="In the query string.")]
    email: Annotated[str, Field(min_length=1, max_length=254)] | None = None
    password: Annotated[str, EXACTLY, Field(min_length=1, max_length=MAXIMUM_LENGTH)] | None = None
    org_id: Annotated[
        str | None,
        Field(min_length=1, max_length=40, description="For a user of several organisations; the last one by default."),
    ] = None
    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class TokenUser(Response):
    """Who signed in."""

    id: str
    email: str


class Tokens(Response):
    """An access token for an hour, and the refresh token for the next one."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the kind of token
    expires_in: int
    refresh_token: str
    user: TokenUser


class LogoutRequest(Request):
    """Which session to end: the refresh token's, or by default the access token's own."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class LoggedOut(Response):
    """The session has ended."""

    success: Literal[True] = True


def _known_scope(scope: str) -> str:
    if not scopes.is_known(scope):
        raise broken(scopes.UNKNOWN_SCOPE)
    return scope


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


KeyId = Annotated[str, Field(min_length=1, max_length=100, examples=["key_0123456789abcdef"])]
KeyName = Annotated[str, Field(min_length=1, max_length=100), LINE]
Scope = Annotated[str, Field(max_length=40), AfterValidator(_known_scope)]
WebOrigin = Annotated[
    str, Field(max_length=200, pattern=r"^https?://[a-z0-9.-]+(:\d{1,5})?$", examples=["https://www.example.com"])
]


class CreateKey(Request):
    """A new API key."""

    name: KeyName
    type: Literal["secret", "publishable"] = "secret"
    environment: Literal["live", "test"]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=50), AfterValidator(_distinct)]
    expires_at: Instant | None = None
    allowed_origins: Annotated[list[WebOrigin], Field(max_length=20), AfterValidator(_distinct)] = Field(
        default_factory=list, description="For publishable keys: the web pages that may use it; empty means any."
    )


class ListKeys(ListRequest):
    """Which page of API keys, newest first."""


class RotateKey(Request):
    """Which key to replace, and how long the old one lives on."""

    id: KeyId
    overlap_seconds: Literal[0, 3600, 86400, 604800] = 86400


class RevokeKey(Request):
    """Which key to end."""

    id: KeyId


class ApiKey(Response):
    """An API key. `key` is its text, shown once; `prefix` and `last_four` recognise it later."""

    nullable: ClassVar[frozenset[str]] = frozenset({"expires_at", "last_used_at"})

    id: str
    name: str
    type: Literal["secret", "publishable"]
    environment: Literal["live", "test"]
    scopes: list[str]
    key: str | None = None
    prefix: str
    last_four: str
    status: Literal["active", "expired", "revoked"]
    allowed_origins: list[str]
    created_at: Timestamp
    created_by: str
    expires_at: Timestamp | None = None
    last_used_at: Timestamp | None = None
    replaced_by: str | None = None
    revoked_at: Timestamp | None = None


class KeyPage(Response):
    """A page of API keys."""

    keys: list[ApiKey]
    pagination: Pagination
