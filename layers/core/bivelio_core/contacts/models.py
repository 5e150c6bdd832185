"""Contacts: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from bivelio_core.faults import broken
from bivelio_core.models import (
    DISTINCT,
    NOT_NULL,
    ONE_OR_SEVERAL,
    ListRequest,
    NullableResponse,
    Pagination,
    Request,
    Response,
    Timestamp,
)

from .fields import ContactType, CustomFields, Email, ExternalId, Name, Phone, Tag, Tags
from .fiscal_models import Addresses, ContactAddress, NewTaxId, TaxId
from .list_models import ContactFilter, ContactOrder, ViewId
from .profile_fields import Birthday, JobTitle, LanguageTag, OwnerId, PartOfName, Websites, joined_name
from .reach_models import Consent, Consents, ContactEmail, ContactPhone, Emails, Phones

MatchKey = Literal["external_id", "email", "phone", "tax_number"]
MatchKeys = Annotated[list[MatchKey], Field(min_length=1, max_length=4), DISTINCT, ONE_OR_SEVERAL]
ContactId = Annotated[str, Field(min_length=1, max_length=100, examples=["ct_abc123"])]

_EXTERNAL_ID = "Its id in another system; no other contact of the organisation may have it (409)."
_FIRST_NAME, _LAST_NAME = "First name of a person.", "Last name or names of a person."
_JOB_TITLE = "What the person does at the company."
_OWNER = "The id of the user who looks after the contact, a member of the organisation."
_LANGUAGE = "The language to write in, a tag of BCP 47."
_BIRTHDAY = "The day of birth, `1985-03-15`, or without the year, `--03-15`."
_WEBSITES = "Web sites, each with `http://` or `https://`."


def _full_name(name: str | None, info: ValidationInfo) -> str | None:
    """The name, by default that of the first and last name. Raises the fault of a contact that has none of them."""
    parts = ("first_name", "last_name")
    if name is None and all(part in info.data for part in parts):  # one that is absent is at fault itself
        name = joined_name(*(info.data[part] for part in parts))
        if name is None:
            raise broken("required")
    return name


class CreateContact(Request):
    """A new person or company."""

    type: ContactType = Field(description="Whether it is a person or a company.")
    first_name: PartOfName | None = Field(None, description=_FIRST_NAME)
    last_name: PartOfName | None = Field(None, description=_LAST_NAME)
    name: Annotated[Name | None, AfterValidator(_full_name)] = Field(
        None,
        validate_default=True,
        description="The name, on one line; by default the first and the last name. One of the three is required.",
    )
    email: Email | None = Field(None, description="E-mail address.")
    phone: Phone | None = Field(
        None, description="The phone number as entered; without a country code, Spain is assumed."
    )
    emails: Emails = Field(default_factory=list, description="All e-mail addresses, the primary one among them.")
    phones: Phones = Field(default_factory=list, description="All phones, the primary one among them.")
    job_title: JobTitle | None = Field(None, description=_JOB_TITLE)
    company_id: ContactId | None = Field(
        None, description="The id of a contact of type `company` of the same organisation."
    )
    owner_id: OwnerId | None = Field(None, description=_OWNER)
    websites: Websites = Field(default_factory=list, description=_WEBSITES)
    language: LanguageTag | None = Field(None, description=_LANGUAGE)
    birthday: Birthday | None = Field(None, description=_BIRTHDAY)
    consents: Consents = Field(default_factory=list, description="On which channels it may be sent advertising.")
    external_id: ExternalId | None = Field(None, description=_EXTERNAL_ID)
    tax_id: NewTaxId | None = Field(None, description="The tax number, as invoices name it.")
    addresses: Addresses = Field(default_factory=list, description="Postal addresses; invoices have the primary one.")
    tags: Tags = Field(default_factory=list, description="Labels of your own, by which lists find it.")
    custom_fields: CustomFields = Field(
        default_factory=dict, description="Custom fields of the organisation: up to 100 names, 16 kB, four levels deep."
    )


class UpdateContact(Request):
    """A change of a contact: only what is sent changes.

    `custom_fields` are merged, and null deletes one; lists replace all, `tax_id` replaces the whole number; null clears
    a field. `email` takes the place of the primary address alone, or makes another one of the contact primary; null
    removes it, and the next address becomes primary. `phone` is the same. Consents that are not sent are withdrawn and
    stay as records. A name that was that of `first_name` and `last_name` follows them.
    With `version` the change is refused (409) if somebody else changed the contact since it was read.
    """

    id: ContactId = Field(description="The id of the resource.")
    name: Annotated[Name | None, NOT_NULL] = Field(None, description="The name, on one line.")
    first_name: PartOfName | None = Field(None, description=_FIRST_NAME)
    last_name: PartOfName | None = Field(None, description=_LAST_NAME)
    email: Email | None = Field(None, description="E-mail address.")
    phone: Phone | None = Field(
        None, description="The phone number as entered; without a country code, Spain is assumed."
    )
    emails: Annotated[Emails | None, NOT_NULL] = Field(
        None, description="The new e-mail addresses; they replace all existing ones."
    )
    phones: Annotated[Phones | None, NOT_NULL] = Field(
        None, description="The new phones; they replace all existing ones."
    )
    job_title: JobTitle | None = Field(None, description=_JOB_TITLE)
    company_id: ContactId | None = Field(
        None, description="The company a person belongs to: the id of a contact of type `company`."
    )
    owner_id: OwnerId | None = Field(None, description=_OWNER)
    websites: Annotated[Websites | None, NOT_NULL] = Field(None, description="The new web sites; they replace all.")
    language: LanguageTag | None = Field(None, description=_LANGUAGE)
    birthday: Birthday | None = Field(None, description=_BIRTHDAY)
    consents: Annotated[Consents | None, NOT_NULL] = Field(
        None, description="The consents that hold; a valid one that is not among them is withdrawn."
    )
    external_id: ExternalId | None = Field(
        None, description="Its id in another system; no other contact may have it (409). null clears it."
    )
    tax_id: NewTaxId | None = Field(None, description="The tax number, as invoices name it; null clears it.")
    addresses: Annotated[Addresses | None, NOT_NULL] = Field(
        None, description="The new addresses; they replace all existing ones."
    )
    tags: Annotated[Tags | None, NOT_NULL] = Field(None, description="The new tags; they replace all existing ones.")
    custom_fields: Annotated[CustomFields | None, NOT_NULL] = Field(
        None, description="Merged into the existing fields; null deletes a field."
    )
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the contact has another."
    )


class FindContact(Request):
    """A contact by `id`, `email`, `phone` or `external_id`: exactly one of them. Nobody is found by null."""

    id: ContactId | None = Field(None, description="The id of the resource.")
    email: Annotated[str, Field(min_length=3, max_length=254, examples=["maria@exemple.com"])] | None = Field(
        None, description="E-mail address."
    )
    phone: Phone | None = Field(None, description="A phone number; without a country code, Spain is assumed.")
    external_id: ExternalId | None = Field(None, description="Its id in another system.")


class TagContact(Request):
    """Tags of a contact, as a set: what it has already, or lacks already, changes nothing."""

    id: ContactId = Field(description="The id of the resource.")
    tags: Annotated[list[Tag], Field(min_length=1, max_length=100), DISTINCT] = Field(
        description="Labels of your own, by which lists find it."
    )


class GetContact(Request):
    """Which contact to read: by its `id`, or by its `external_id`."""

    id: ContactId | None = Field(None, description="The id of the resource; this or `external_id` is required.")
    external_id: ExternalId | None = Field(None, description="Its id in another system.")


class ListContacts(ContactFilter, ListRequest):
    """Which page of contacts, newest first unless `sort` says otherwise.

    Each word of `search` must begin a word of the name, the e-mail address, the phone or the tax number (these two from
    four characters on); accents and case do not matter. `tags` must all be there.
    """

    view: ViewId | None = Field(
        None, description="A saved view: its conditions hold beside the others, its order unless `sort` is sent."
    )
    sort: ContactOrder | None = Field(
        None,
        description=(
            "The order, `-` for the reverse: `created_at` (in which they were made; by default newest first), "
            "`name`, `updated_at`, `last_activity_at` (by days), and `custom_fields.<name>` of an indexed field. "
            "Names and texts are for lists of up to 50,000 contacts."
        ),
    )


class ContactWarning(Response):
    """Something worth knowing that did not stop the request."""

    code: str = Field(
        description=("The kind of warning: `same_email`, `same_phone`, `same_tax_number`, `tax_number_checksum`.")
    )
    field: str = Field(description="The path of the field.")
    message: str = Field(description="A message for people.")
    contact_id: str | None = Field(None, description="The id of the other contact, if there is one.")


class Contact(Response):
    """A person or company."""

    id: str = Field(description="The id of the resource.")
    type: ContactType = Field(description="Whether it is a person or a company.")
    name: str = Field(description="The name, on one line.")
    first_name: str | None = Field(None, description=_FIRST_NAME)
    last_name: str | None = Field(None, description=_LAST_NAME)
    email: str | None = Field(None, description="E-mail address.")
    phone: str | None = Field(
        None, description="The phone number as entered; without a country code, Spain is assumed."
    )
    phone_e164: str | None = Field(None, description="The phone number in E.164 format.")
    emails: list[ContactEmail] = Field(description="All e-mail addresses, the primary one first.")
    phones: list[ContactPhone] = Field(description="All phones, the primary one first.")
    whatsapp_user_id: str | None = Field(
        None, description="The id of the WhatsApp user that it was made for, who may have shared no phone."
    )
    job_title: str | None = Field(None, description=_JOB_TITLE)
    company_id: str | None = Field(
        None, description="The company a person belongs to: the id of a contact of type `company`."
    )
    owner_id: str | None = Field(None, description=_OWNER)
    websites: list[str] | None = Field(None, description="Web sites.")
    language: str | None = Field(None, description=_LANGUAGE)
    birthday: str | None = Field(None, description=_BIRTHDAY)
    consents: list[Consent] | None = Field(
        None, description="On which channels it may be sent advertising, and may no longer, the oldest first."
    )
    external_id: str | None = Field(None, description="Its id in another system; no other contact has it.")
    tax_id: TaxId | None = Field(None, description="The tax number, as invoices name it.")
    addresses: list[ContactAddress] | None = Field(None, description="Postal addresses, the primary one first.")
    tags: list[str] = Field(description="Labels of your own, by which lists find it.")
    custom_fields: dict[str, Any] = Field(
        description="Custom fields of the organisation: up to 100 names, 16 kB, four levels deep."
    )
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    last_activity_at: Timestamp | None = Field(
        None,
        description="When something last happened with it (a message, a note, a task done, a deal moved), to the day.",
    )
    archived_at: Timestamp | None = Field(None, description="When it was archived; absent if it is not archived.")
    merged_into: str | None = Field(None, description="The id of the contact that it has become part of.")
    merged_ids: list[str] | None = Field(
        None, description="The ids of the contacts that have become part of it; each of them leads to it."
    )
    warnings: list[ContactWarning] | None = Field(None, description="Things to know that did not prevent the request.")


class UpsertedContact(Response):
    """A contact, and whether it is new."""

    contact: Contact = Field(description="The contact as it is now.")
    created: bool = Field(description="Whether this request made it; false when it existed.")


class FoundContact(NullableResponse):
    """Whether there is such a contact, and the contact; null when there is none."""

    nullable = frozenset({"contact"})

    found: bool = Field(description="Whether there is such a contact.")
    contact: Contact | None = Field(None, description="The contact that has what was looked for; null for none.")


class ContactPage(Response):
    """A page of contacts."""

    contacts: list[Contact] = Field(description="The contacts of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
    approximate: bool | None = Field(
        None,
        description=(
            "True if nobody has the words of `search`, and these are the nearest: with one typing mistake in a word of "
            "five letters or more, or with the digits inside a phone or tax number."
        ),
    )
