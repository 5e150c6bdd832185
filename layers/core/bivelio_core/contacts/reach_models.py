"""The e-mail addresses, the phones and the consents of contacts: the models of their parts."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import LINE, Instant, Request, Response, Timestamp

from .fields import Email, Phone
from .limits import MAXIMUM_CONSENTS

MAXIMUM_REACHED = 20
"""How many e-mail addresses a contact has at most, and how many phones."""

ConsentChannel = Literal["email", "sms", "whatsapp", "telegram", "phone", "post"]
ConsentBasis = Literal["consent", "contract", "legitimate_interest"]

Label = Annotated[str, Field(min_length=1, max_length=100, examples=["feina"]), LINE]
Source = Annotated[str, Field(min_length=1, max_length=200, examples=["formulari web"]), LINE]

_LABEL = "What the organisation calls it: `feina`."
_BASIS = (
    "On what the organisation relies: the person agreed, is a client whom it writes about what they bought alike, or "
    "there is a legitimate interest, which suffices for calls and post alone."
)


class NewEmail(Request):
    """An e-mail address of a contact."""

    address: Email = Field(description="An e-mail address.")
    label: Label | None = Field(None, description=_LABEL)
    is_primary: bool = Field(False, description="Whether it is `email`; the first is, when no address says so.")


class ContactEmail(Response):
    """An e-mail address of a contact."""

    address: str = Field(description="An e-mail address.")
    label: str | None = Field(None, description=_LABEL)
    is_primary: bool = Field(description="Whether it is `email`: the first of the list.")


class NewPhone(Request):
    """A phone of a contact."""

    number: Phone = Field(description="The number as people write it; without a country code, Spain is assumed.")
    label: Label | None = Field(None, description=_LABEL)
    is_primary: bool = Field(False, description="Whether it is `phone`; the first is, when no number says so.")


class ContactPhone(Response):
    """A phone of a contact."""

    number: str = Field(description="The number as it was written.")
    e164: str = Field(description="The number in E.164 format.")
    label: str | None = Field(None, description=_LABEL)
    is_primary: bool = Field(description="Whether it is `phone`: the first of the list.")


class NewConsent(Request):
    """That an organisation may send a person its advertising on a channel, or no longer may."""

    channel: ConsentChannel = Field(description="On which channel it may be sent advertising.")
    basis: ConsentBasis = Field(description=_BASIS)
    source: Source | None = Field(None, description="Where it was given: a form, a contract, a fair.")
    at: Instant | None = Field(None, description="When it was given; by default now.")
    withdrawn_at: Instant | None = Field(None, description="When it was withdrawn.")


class Consent(Response):
    """That an organisation may send a person its advertising on a channel. One that is withdrawn stays, as a record."""

    channel: ConsentChannel = Field(description="On which channel it may be sent advertising.")
    basis: ConsentBasis = Field(description=_BASIS)
    source: str | None = Field(None, description="Where it was given.")
    at: Timestamp = Field(description="When it was given.")
    withdrawn_at: Timestamp | None = Field(None, description="When it was withdrawn; absent while it is valid.")


Emails = Annotated[list[NewEmail], Field(max_length=MAXIMUM_REACHED)]
Phones = Annotated[list[NewPhone], Field(max_length=MAXIMUM_REACHED)]
Consents = Annotated[list[NewConsent], Field(max_length=MAXIMUM_CONSENTS)]
