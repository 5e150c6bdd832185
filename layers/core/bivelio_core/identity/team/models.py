"""The people of an organisation: the models of requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.identity.me_models import Language, PersonName, Role
from bivelio_core.identity.models import MAXIMUM_LENGTH, MINIMUM_LENGTH, Address
from bivelio_core.models import EXACTLY, ListRequest, NullableResponse, Pagination, Request, Response, Timestamp

PersonStatus = Literal["active", "invited", "expired"]
PersonId = Annotated[str, Field(min_length=1, max_length=40, examples=["usr_0123456789abcdef"])]
Token = Annotated[str, Field(min_length=1, max_length=100, description="The token of the mail's link.")]


class ListPeople(ListRequest):
    """Which page of the people."""

    status: PersonStatus | None = Field(None, description="Only members, open invitations, or expired ones.")


class Person(NullableResponse):
    """A member of the organisation, or somebody who is invited."""

    nullable: ClassVar[frozenset[str]] = frozenset({"name"})

    id: str = Field(description="The user's id, `usr_...`, or the invitation's, `ivt_...`.")
    email: str = Field(description="E-mail address.")
    name: str | None = Field(None, description="The name; null until the person gives one.")
    role: Role = Field(description="The role in the organisation.")
    status: PersonStatus = Field(description="Whether the person is a member or still invited.")
    mfa_enabled: bool | None = Field(None, description="Of a member: whether signing in needs a second factor.")
    joined_at: Timestamp | None = Field(None, description="When the member joined, if known.")
    mail: Literal["pending", "sent", "refused"] | None = Field(
        None, description="Of an invitation: what became of its mail."
    )
    invited_by: str | None = Field(None, description="Of an invitation: the id of the user who sent it.")
    invited_at: Timestamp | None = Field(None, description="Of an invitation: when it was last sent.")
    expires_at: Timestamp | None = Field(None, description="Of an invitation: until when it can be accepted.")


class PeoplePage(Response):
    """A page of people."""

    users: list[Person] = Field(description="The people of the page: members by address, then invitations.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class InvitePerson(Request):
    """Whom to invite. The same address again gets a new link; the one of before stops working."""

    email: Address = Field(description="Where the invitation is sent; only this address can accept it.")
    role: Role = Field(description="The role that the person will have.")
    language: Language | None = Field(
        None, description="The language of the mail; by default that of the one before, else the organisation's."
    )


class UpdatePerson(Request):
    """Whose role to change."""

    id: PersonId = Field(description="The id of a member or of an invitation.")
    role: Role = Field(description="The new role.")


class RemovePerson(Request):
    """Whom to remove."""

    id: PersonId = Field(description="The id of a member or of an invitation.")


class RemovedPerson(Response):
    """Somebody who is a member or invited no more."""

    id: str = Field(description="The id of the member or of the invitation.")
    status: Literal["removed"] = Field("removed", description="Always `removed`.")


class LeaveOrganisation(Request):
    """You leave the organisation of the access token."""


class ReadInvitation(Request):
    """The invitation of a link."""

    token: Token


class Invited(Response):
    """What a link invites to."""

    org_id: str = Field(description="The organisation's id.")
    organisation: str = Field(description="The organisation's name.")
    email: str = Field(description="Who is invited.")
    role: Role = Field(description="The role that the person will have.")
    invited_by: str = Field(description="The name or address of who sent it.")
    expires_at: Timestamp = Field(description="Until when it can be accepted.")
    has_account: bool = Field(description="Whether the address has an account already, so that no password is set.")
    language: Language = Field(description="The language of its mail.")


class AcceptInvitation(Request):
    """The link, and of somebody new the password."""

    token: Token
    password: Annotated[str, EXACTLY, Field(min_length=MINIMUM_LENGTH, max_length=MAXIMUM_LENGTH)] | None = Field(
        None, description="The password of a new account; left out by who has one."
    )
    name: PersonName | None = Field(None, description="Your name, for a new account.")
    language: Language | None = Field(None, description="The language you read, for a new account.")


class Accepted(Response):
    """Who belongs to which organisation now; signing in is the next step."""

    id: str = Field(description="The user's id.")
    email: str = Field(description="E-mail address.")
    org_id: str = Field(description="The organisation's id.")
    role: Role = Field(description="The role there.")
    is_new: bool = Field(description="Whether the account was made now.")
