"""Sign-in and sessions: the models of requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.models import EXACTLY, LINE, ListRequest, NullableResponse, Pagination, Request, Response, Timestamp

MINIMUM_LENGTH, MAXIMUM_LENGTH = 10, 256
"""The limit of a password's length, in characters."""


Address = Annotated[
    str,
    Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["maria@exemple.com"]),
    LINE,
]

Cookie = Annotated[
    bool,
    Field(
        description="Whether the refresh token is in a cookie that scripts cannot read, for pages of the API's own "
        "host (the dashboard): it is then left out of requests and answers."
    ),
]


class TokenRequest(Request):
    """A sign-in (`grant_type=password`) or its continuation (`grant_type=refresh_token`)."""

    grant_type: Annotated[Literal["password", "refresh_token", "mfa"], Field(description="In the query string.")]
    email: Annotated[str, Field(min_length=1, max_length=254)] | None = Field(None, description="E-mail address.")
    password: Annotated[str, EXACTLY, Field(min_length=1, max_length=MAXIMUM_LENGTH)] | None = Field(
        None, description="The password of the account; only for `grant_type=password`."
    )
    org_id: Annotated[
        str | None,
        Field(min_length=1, max_length=40, description="For a user of several organisations; the last one by default."),
    ] = None
    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The token to get the next access token with; it works once."
    )
    challenge: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Of the error `AUTH_MFA_REQUIRED`, with `grant_type=mfa`."
    )
    code: Annotated[str, Field(min_length=6, max_length=20, examples=["492039"])] | None = Field(
        None, description="The code of the authenticator app, or a recovery code, with `grant_type=mfa`."
    )
    cookie: Cookie = False
    stay_signed_in: Annotated[
        bool, Field(description="With `cookie`: whether the cookie stays when the browser is closed.")
    ] = False


class TokenUser(Response):
    """Who signed in."""

    id: str = Field(description="The id of the resource.")
    email: str = Field(description="E-mail address.")


class Tokens(Response):
    """An access token for an hour, and the refresh token for the next one."""

    access_token: str = Field(description="The token for the header `Authorization: Bearer`.")
    token_type: Literal["bearer"] = Field("bearer", description="Always `bearer`.")
    expires_in: int = Field(description="Seconds until the access token expires.")
    refresh_token: str | None = Field(
        None, description="The token to get the next access token with; it works once. Absent with `cookie`."
    )
    user: TokenUser = Field(description="The user who signed in.")


class LogoutRequest(Request):
    """Which session to end: the refresh token's, or by default the access token's own."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The refresh token of the session to end; by default that of the access token."
    )
    cookie: Cookie = False


class LoggedOut(Response):
    """The session has ended."""

    success: Literal[True] = Field(True, description="Always true.")


class ChangePassword(Request):
    """The current password, as proof, and the new one."""

    current_password: Annotated[str, EXACTLY, Field(min_length=1, max_length=MAXIMUM_LENGTH)] = Field(
        description="The password of now."
    )
    new_password: Annotated[str, EXACTLY, Field(min_length=MINIMUM_LENGTH, max_length=MAXIMUM_LENGTH)] = Field(
        description="The password to come."
    )


class ForgotPassword(Request):
    """Whose password was forgotten."""

    email: Annotated[str, Field(min_length=1, max_length=254, examples=["el_teu@email.com"])] = Field(
        description="E-mail address."
    )


class PasswordForgotten(Response):
    """The request was taken. A mail is on its way if the address has an account; the answer is always the same."""

    status: Literal["accepted"] = Field("accepted", description="Always `accepted`.")


class ChangeEmail(Request):
    """The address to come."""

    email: Address = Field(description="The new e-mail address.")


class EmailChangeAsked(Response):
    """The same for every address: whether somebody else has it is not told."""

    status: Literal["accepted"] = Field("accepted", description="Always `accepted`.")


class ConfirmEmail(Request):
    """The link of the mail."""

    token: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="The token of the mail's link.")


class EmailChanged(Response):
    """The address that the user signs in with from now on."""

    email: str = Field(description="E-mail address.")
    changed_at: Timestamp = Field(description="When it changed.")


class ResetPassword(Request):
    """The link of the mail, and the new password."""

    token: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="The token of the mail's link.")
    new_password: Annotated[str, EXACTLY, Field(min_length=MINIMUM_LENGTH, max_length=MAXIMUM_LENGTH)] = Field(
        description="The password to come."
    )


class PasswordReset(Response):
    """Whose password was set; all sessions of the user have ended."""

    email: str = Field(description="E-mail address.")
    changed_at: Timestamp = Field(description="When the password was set.")


class PasswordChanged(Response):
    """Whose password was changed; all other sessions of the user have ended."""

    id: str = Field(description="The user's id.")
    email: str = Field(description="E-mail address.")
    changed_at: Timestamp = Field(description="When the password was changed.")


SessionId = Annotated[str, Field(min_length=1, max_length=100, examples=["ses_0123456789abcdef"])]


class ListSessions(ListRequest):
    """Which page of the user's sessions, newest first."""


class UserSession(NullableResponse):
    """An active session. `browser`, `system` and `ip_address` are where it began, by what it said of itself."""

    nullable: ClassVar[frozenset[str]] = frozenset({"app", "browser", "system", "ip_address"})

    id: str = Field(description="The session's id.")
    is_current: bool = Field(description="Whether the access token of this request belongs to it.")
    app: str | None = Field(None, description="The app that you let act for you; null where you signed in yourself.")
    browser: str | None = Field(
        None, description="The family of the browser, or the name of the program; null if unknown.", examples=["Chrome"]
    )
    system: str | None = Field(
        None, description="The family of the operating system; null if unknown.", examples=["Windows"]
    )
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

    id: SessionId = Field(
        description="The session's id, or `others` for all of the account but this one, wherever they are."
    )


class EndedSession(Response):
    """A session that has ended, or all others."""

    id: str = Field(description="The session's id, or `others`.")
    status: Literal["ended"] = Field("ended", description="Always `ended`.")
