"""The signed-in user, and the organisations and environments that the user can switch to: requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.models import NAME, NOT_NULL, ListRequest, NullableResponse, Pagination, Request, Response, Timestamp

from .models import Cookie, Tokens

Role = Literal["owner", "admin", "member", "viewer"]
PersonName = Annotated[str, NAME, Field(min_length=1, max_length=100, examples=["Anna Puig"])]
Language = Literal["ca", "es", "en"]


class ReadMe(Request):
    """Who is signed in; nothing more is needed than the access token."""


class UpdateMe(Request):
    """What you change of your own account; what is not sent stays."""

    name: Annotated[PersonName | None, NOT_NULL] = Field(None, description="How others see you.")
    language: Annotated[Language | None, NOT_NULL] = Field(None, description="The language you read.")


class MyOrganisation(Response):
    """The organisation of the access token."""

    id: str = Field(description="The organisation's id.")
    name: str = Field(description="What the organisation is called.")
    plan: Literal["starter", "pro", "enterprise"] = Field(
        description="The plan of the organisation, which says its limits."
    )
    language: Language = Field(description="The language of its mails, and of answers where a request names none.")
    time_zone: str = Field(description="The time zone in which its days begin and end.")


class SecondFactor(Response):
    """The second factor of signing in."""

    enabled: bool = Field(description="Whether signing in needs a code.")
    required: bool = Field(description="Whether the organisation requires it of you.")
    recovery_codes_left: int = Field(description="How many recovery codes are unused.")


class MySession(Response):
    """The session of the access token."""

    id: str = Field(description="The session's id.")
    started_at: Timestamp = Field(description="When it began.")
    confirmed_at: Timestamp = Field(description="When you last proved who you are, by signing in or `/auth/confirm`.")
    expires_at: Timestamp = Field(description="When it ends unless it is refreshed.")


class Me(NullableResponse):
    """The signed-in user."""

    nullable: ClassVar[frozenset[str]] = frozenset({"name", "language"})

    id: str = Field(description="Your user id.")
    email: str = Field(description="Your e-mail address.")
    name: str | None = Field(None, description="How others see you.")
    language: Language | None = Field(None, description="The language you chose; null for the organisation's.")
    role: Role = Field(description="Your role in the organisation.")
    scopes: list[str] = Field(description="What you may do there.")
    environment: Literal["live", "sandbox"] = Field(description="The environment of the access token.")
    organisation: MyOrganisation = Field(description="The organisation of the access token.")
    session: MySession = Field(description="The session of the access token.")
    mfa: SecondFactor = Field(description="The second factor of signing in.")


class ListMyOrganisations(ListRequest):
    """Which page of your organisations."""


class Workplace(Response):
    """An organisation that you belong to."""

    id: str = Field(description="The organisation's id.")
    name: str = Field(description="What the organisation is called.")
    role: Role = Field(description="Your role there.")
    status: Literal["active", "suspended"] = Field(description="A suspended organisation cannot be switched to.")
    is_current: bool = Field(description="Whether the access token of this request is for it.")


class WorkplacePage(Response):
    """A page of your organisations."""

    organisations: list[Workplace] = Field(description="The organisations of the page, by name.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class Switch(Request):
    """Where to go. What is not sent stays; the refresh token proves that the session is yours."""

    org_id: Annotated[str, Field(min_length=1, max_length=40, examples=["org_0123456789abcdef"])] | None = Field(
        None, description="The organisation; the current one by default."
    )
    environment: Literal["live", "sandbox"] | None = Field(None, description="The current one by default.")
    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The refresh token of this session, which is not used up; left out with `cookie`."
    )
    cookie: Cookie = False


class Switched(Tokens):
    """The tokens of a session in the organisation and environment that were asked for."""

    org_id: str = Field(description="The organisation of the new tokens.")
    environment: Literal["live", "sandbox"] = Field(description="The environment of the new tokens.")
