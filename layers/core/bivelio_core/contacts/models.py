"""Contacts at the edge: what requests carry and what answers show."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import NOT_NULL, ListRequest, Pagination, Request, Response, Timestamp

from .fields import CustomFields, Email, Name, Phone, Tag, Tags

ContactType = Literal["person", "company"]
ContactId = Annotated[str, Field(min_length=1, max_length=100, examples=["ct_abc123"])]


class CreateContact(Request):
    """A new person or company."""

    type: ContactType
    name: Name
    email: Email | None = None
    phone: Phone | None = None
    company_id: ContactId | None = None
    tags: Tags = Field(default_factory=list)
    custom_fields: CustomFields = Field(default_factory=dict)


class UpdateContact(Request):
    """A change of a contact: only what is sent changes.

    `custom_fields` are merged, and null deletes one; `tags` replace; null clears `email`, `phone` or `company_id`.
    With `version` the change is refused (409) if somebody else changed the contact since it was read.
    """

    id: ContactId
    name: Annotated[Name | None, NOT_NULL] = None
    email: Email | None = None
    phone: Phone | None = None
    company_id: ContactId | None = None
    tags: Annotated[Tags | None, NOT_NULL] = None
    custom_fields: Annotated[CustomFields | None, NOT_NULL] = None
    version: Annotated[int, Field(ge=1)] | None = None


class GetContact(Request):
    """Which contact to read."""

    id: ContactId


class ArchiveContact(Request):
    """Which contact to archive."""

    id: ContactId


class ListContacts(ListRequest):
    """Which page of contacts, newest first.

    Each word of `search` must begin a word of the name, the e-mail address, the phone or the tax number (these two from
    four characters on); accents and case do not matter. `tags` must all be there.
    """

    search: Annotated[str, Field(max_length=200, examples=["Empresa ABC"])] | None = None
    type: ContactType | None = None
    tags: Annotated[list[Tag], Field(max_length=50)] = Field(default_factory=list)


class ContactWarning(Response):
    """Something worth knowing that did not stop the request."""

    code: str
    field: str
    message: str
    contact_id: str | None = None


class Contact(Response):
    """A person or company."""

    id: str
    type: ContactType
    name: str
    email: str | None = None
    phone: str | None = None
    phone_e164: str | None = None
    company_id: str | None = None
    tags: list[str]
    custom_fields: dict[str, Any]
    version: int
    created_at: Timestamp
    updated_at: Timestamp
    archived_at: Timestamp | None = None
    warnings: list[ContactWarning] | None = None


class ContactPage(Response):
    """A page of contacts."""

    contacts: list[Contact]
    pagination: Pagination
