"""Sign-in and API keys at the edge: what requests carry and what answers show."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import EXACTLY, LINE, Instant, ListRequest, Pagination, Request, Response, Timestamp

from . import scopes
from .passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH
from .publishable import DEFAULT_RESOURCES


class TokenRequest(Request):
    """A sign-in (`grant_type=password`) or its continuation (`grant_type=refresh_token`)."""

    grant_type: Annotated[Literal["password", "refresh_token"], Field(description="In the query string.")]
    email: Annotated[str, Field(min_length=1, max_length=254)] | None = Field(None, description="E-mail address.")
    password: Annotated[str, EXACTLY, Field(min_length=1, max_length=MAXIMUM_LENGTH)] | None = Field(
        None, description="The password."
    )
    org_id: Annotated[
        str | None,
        Field(min_length=1, max_length=40, description="For a user of several organisations; the last one by default."),
    ] = None
    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The token to get the next access token with; it works once."
    )


class TokenUser(Response):
    """Who signed in."""

    id: str = Field(description="The id of the resource.")
    email: str = Field(description="E-mail address.")


class Tokens(Response):
    """An access token for an hour, and the refresh token for the next one."""

    access_token: str = Field(description="The token for the header `Authorization: Bearer`.")
    token_type: Literal["bearer"] = Field("bearer", description="Always `bearer`.")
    expires_in: int = Field(description="Seconds until the access token expires.")
    refresh_token: str = Field(description="The token to get the next access token with; it works once.")
    user: TokenUser = Field(description="The user who signed in.")


class LogoutRequest(Request):
    """Which session to end: the refresh token's, or by default the access token's own."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The refresh token of the session to end; by default that of the access token."
    )


class LoggedOut(Response):
    """The session has ended."""

    success: Literal[True] = Field(True, description="Always true.")


class ChangePassword(Request):
    """The password of now, as proof, and the one to come."""

    current_password: Annotated[str, EXACTLY, Field(min_length=1, max_length=MAXIMUM_LENGTH)] = Field(
        description="The password of now."
    )
    new_password: Annotated[str, EXACTLY, Field(min_length=MINIMUM_LENGTH, max_length=MAXIMUM_LENGTH)] = Field(
        description="The password to come."
    )


class PasswordChanged(Response):
    """Whose password was changed; all other sessions of the user have ended."""

    id: str = Field(description="The user's id.")
    email: str = Field(description="E-mail address.")
    changed_at: Timestamp = Field(description="When the password was changed.")


SessionId = Annotated[str, Field(min_length=1, max_length=100, examples=["ses_0123456789abcdef"])]


class ListSessions(ListRequest):
    """Which page of the user's sessions, newest first."""


class UserSession(Response):
    """A sign-in that goes on. `ip_address` is where it began, `last_used_at` when its token was refreshed last."""

    nullable: ClassVar[frozenset[str]] = frozenset({"ip_address"})

    id: str = Field(description="The session's id.")
    is_current: bool = Field(description="Whether the access token of this request belongs to it.")
    ip_address: str | None = Field(None, description="Where the sign-in came from.")
    started_at: Timestamp = Field(description="When the user signed in.")
    last_used_at: Timestamp = Field(description="When its token was refreshed last, or it began.")
    expires_at: Timestamp = Field(description="When it ends unless it is refreshed.")


class SessionPage(Response):
    """A page of sessions."""

    sessions: list[UserSession] = Field(description="The sessions of the page, newest first.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class EndSession(Request):
    """Which session to end."""

    id: SessionId = Field(description="The session's id.")


class EndedSession(Response):
    """A session that has ended."""

    id: str = Field(description="The session's id.")
    status: Literal["ended"] = Field("ended", description="Always `ended`.")


def _known_scope(scope: str) -> str:
    if not scopes.is_known(scope):
        raise broken(scopes.UNKNOWN_SCOPE)
    return scope


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _distinct_or_none(values: list[str] | None) -> list[str] | None:
    return None if values is None else _distinct(values)


KeyId = Annotated[str, Field(min_length=1, max_length=100, examples=["key_0123456789abcdef"])]
KeyName = Annotated[str, Field(min_length=1, max_length=100), LINE]
Scope = Annotated[str, Field(max_length=40), AfterValidator(_known_scope)]
WebOrigin = Annotated[
    str, Field(max_length=200, pattern=r"^https?://[a-z0-9.-]+(:\d{1,5})?$", examples=["https://www.example.com"])
]


class CreateKey(Request):
    """A new API key."""

    name: KeyName = Field(description="The name, on one line.")
    type: Literal["secret", "publishable"] = Field(
        "secret", description="`secret` for servers, `publishable` for web pages and apps."
    )
    environment: Literal["live", "test"] = Field(description="`live`, or `test` for the sandbox.")
    scopes: Annotated[
        list[Scope],
        Field(
            min_length=1,
            max_length=50,
            description=(
                "What the key may do: `read`, `write` or `admin`, alone or for one kind of resource (`contacts:read`)."
            ),
        ),
        AfterValidator(_distinct),
    ]
    expires_at: Instant | None = Field(None, description="When the key expires; without it, never.")
    allowed_origins: Annotated[list[WebOrigin], Field(max_length=20), AfterValidator(_distinct)] = Field(
        default_factory=list, description="For publishable keys: the web pages that may use it; empty means any."
    )

    resources: Annotated[
        list[Annotated[str, Field(max_length=40, examples=["contacts"])]] | None,
        Field(
            min_length=1,
            max_length=50,
            description="For publishable keys: what the key may read. Without it, the resources that the scopes name; "
            f"for `read`, {', '.join(DEFAULT_RESOURCES)}. Exports, events, webhooks, audit and credits never.",
        ),
        AfterValidator(_distinct_or_none),
    ] = None


class ListKeys(ListRequest):
    """Which page of API keys, newest first."""


class RotateKey(Request):
    """Which key to replace, and how long the old one lives on."""

    id: KeyId = Field(description="The id of the resource.")
    overlap_seconds: Literal[0, 3600, 86400, 604800] = Field(
        86400, description="For how many seconds the old key stays valid."
    )


class RevokeKey(Request):
    """Which key to end."""

    id: KeyId = Field(description="The id of the resource.")


class ApiKey(Response):
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
