"""The request that makes a contact, or changes the one that it finds by what contacts are known by."""

from pydantic import Field

from bivelio_core.models import Request

from .fields import ContactType, CustomFields, Email, ExternalId, Name, Phone, Tags
from .fiscal_models import Addresses, NewTaxId
from .models import ContactId, CreateContact, MatchKeys
from .profile_fields import Birthday, JobTitle, LanguageTag, OwnerId, PartOfName, Websites
from .reach_models import Consents, Emails, Phones


def _as_new(field: str) -> str:
    """The sentence about a field that is that of a new contact."""
    return str(CreateContact.model_fields[field].description)


class UpsertContact(Request):
    """A contact by what it is known by: it is made unless somebody has the e-mail address, the phone or both already.

    `match_on` names other keys: `external_id`, `email`, `phone`, `tax_number`, one or several of those that are sent.
    What is sent is set, the rest of an existing contact stays; null is as if the field was not sent. `custom_fields`
    are merged, and null deletes one; other lists replace all, but consents are added. A new contact without a name gets
    that of `first_name` and `last_name` or of its address, and is a person unless `type` says otherwise.
    """

    email: Email | None = Field(None, description="E-mail address; this or `phone`, unless `match_on` says otherwise.")
    phone: Phone | None = Field(
        None, description="The phone number as entered; without a country code, Spain is assumed."
    )
    type: ContactType | None = Field(None, description="The type of a new contact; that of an existing one stays.")
    name: Name | None = Field(None, description="The name, on one line.")
    first_name: PartOfName | None = Field(None, description=_as_new("first_name"))
    last_name: PartOfName | None = Field(None, description=_as_new("last_name"))
    emails: Emails | None = Field(None, description="All e-mail addresses; they replace all existing ones.")
    phones: Phones | None = Field(None, description="All phones; they replace all existing ones.")
    job_title: JobTitle | None = Field(None, description=_as_new("job_title"))
    company_id: ContactId | None = Field(
        None, description="The id of a contact of type `company` of the same organisation."
    )
    owner_id: OwnerId | None = Field(None, description=_as_new("owner_id"))
    websites: Websites | None = Field(None, description="Web sites; they replace all existing ones.")
    language: LanguageTag | None = Field(None, description=_as_new("language"))
    birthday: Birthday | None = Field(None, description=_as_new("birthday"))
    consents: Consents | None = Field(None, description="Consents; they are added to those that there are.")
    external_id: ExternalId | None = Field(None, description=_as_new("external_id"))
    tax_id: NewTaxId | None = Field(None, description="The tax number, as invoices name it.")
    addresses: Addresses | None = Field(None, description="Postal addresses; they replace all existing ones.")
    tags: Tags | None = Field(None, description="Tags; they replace all existing ones.")
    custom_fields: CustomFields | None = Field(
        None, description="Merged into the existing fields; null deletes a field."
    )
    match_on: MatchKeys | None = Field(
        None,
        description=(
            "By what an existing contact is found: one key, or several of which the contact has one at least. All "
            "contacts that have one are looked at, and several are refused (409 `ambiguous`). By default the e-mail "
            "address and the phone that are sent, or without both the external id, or else the tax number."
        ),
    )
