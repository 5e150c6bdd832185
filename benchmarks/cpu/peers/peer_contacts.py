"""Contacts of the peers: their models, with the same constraints as ours, and how an item is shown."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

import phonenumbers
from peer_app import Body, Strict
from pydantic import AfterValidator, BaseModel, EmailStr, Field


def e164(text: str) -> str:
    """A phone number in E.164. Raises ValueError."""
    try:
        number = phonenumbers.parse(text, "ES")
    except phonenumbers.NumberParseException as error:
        raise ValueError("no phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("no phone number")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _checked(text: str) -> str:
    e164(text)
    return text


ContactType = Literal["person", "company"]
Tag = Annotated[str, Field(min_length=1, max_length=50)]


class ContactId(Strict):
    """Which contact."""

    id: Annotated[str, Field(min_length=1, max_length=100)]


class NewContact(Strict):
    """A new contact."""

    type: ContactType
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
    email: EmailStr | None = None
    phone: Annotated[str, Field(max_length=40), AfterValidator(_checked)] | None = None
    company_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    tags: Annotated[list[Tag], Field(max_length=100)] = Field(default_factory=list)
    custom_fields: Annotated[dict[str, Any], Field(max_length=100)] = Field(default_factory=dict)


class Warned(BaseModel):
    """Something worth knowing that did not stop the request."""

    code: str
    field: str
    message: str
    contact_id: str


class EmailEntry(BaseModel):
    """An address of a contact."""

    address: str
    is_primary: bool


class PhoneEntry(BaseModel):
    """A phone of a contact."""

    number: str
    e164: str | None = None
    is_primary: bool


class Contact(BaseModel):
    """A contact, as it is shown."""

    id: str
    type: ContactType
    name: str
    email: str | None = None
    phone: str | None = None
    phone_e164: str | None = None
    emails: list[EmailEntry]
    phones: list[PhoneEntry]
    company_id: str | None = None
    tags: list[str]
    custom_fields: dict[str, Any]
    version: int
    created_at: str
    updated_at: str
    archived_at: str | None = None
    warnings: list[Warned] | None = None


class IdBody(Body[ContactId]):
    """The body of a request for one."""


class NewBody(Body[NewContact]):
    """The body of a request that makes one."""


def contact_of(item: dict[str, Any], warnings: list[Warned] | None = None) -> Contact:
    """An item as it is shown: the resource has numbers as decimals."""
    plain = _plain(item)
    lists = {"emails": list(_emails(plain)), "phones": list(_phones(plain))}
    return Contact.model_validate({"id": item["SK"], **lists, **plain, "warnings": warnings})


def _emails(item: dict[str, Any]) -> Iterator[EmailEntry]:
    if item.get("email"):
        yield EmailEntry(address=item["email"], is_primary=True)


def _phones(item: dict[str, Any]) -> Iterator[PhoneEntry]:
    if item.get("phone"):
        yield PhoneEntry(number=item["phone"], e164=item.get("phone_e164"), is_primary=True)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list():
            return list(map(_plain, value))
        case _:
            return value
