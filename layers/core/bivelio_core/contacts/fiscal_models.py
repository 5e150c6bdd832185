"""The tax number and the addresses of contacts: the models of their parts."""

from typing import Annotated

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import LINE, Request, Response

from .tax_ids import TaxIdType

MAXIMUM_ADDRESSES = 20
MAXIMUM_NUMBER = 30


def _code(text: str) -> str:
    from bivelio_core.countries import is_country  # noqa: PLC0415 - only for a contact that has one

    if not is_country(code := text.upper()):
        raise broken("format", expected="country")
    return code


def _has_digits_or_letters(text: str) -> str:
    if not any(map(str.isalnum, text)):
        raise broken("format", expected="tax_number")
    return text


Country = Annotated[str, Field(min_length=2, max_length=2, examples=["ES"]), AfterValidator(_code)]
Number = Annotated[
    str,
    Field(min_length=1, max_length=MAXIMUM_NUMBER, examples=["B12345674"]),
    LINE,
    AfterValidator(_has_digits_or_letters),
]
Part = Annotated[str, Field(min_length=1, max_length=200), LINE]
ShortPart = Annotated[str, Field(min_length=1, max_length=100), LINE]
PostalCode = Annotated[str, Field(min_length=1, max_length=20, examples=["08001"]), LINE]

TYPES = (
    "`nif` in Spain; `eu_vat`, a VAT number of another country of the EU; `passport`, `national_id` (an official "
    "document of the country), `residence_certificate`, `other`; `unregistered`, of Spain and unknown to AEAT."
)


class NewTaxId(Request):
    """The number by which a contact is known to the tax agency."""

    type: TaxIdType | None = Field(
        None,
        description=f"{TYPES} By default `nif` in Spain, `eu_vat` of a company in the EU, otherwise `national_id`.",
    )
    country: Country = Field("ES", description="The country that gave it, an ISO 3166-1 code of two letters.")
    number: Number = Field(description="The number as people write it.")


class TaxId(Response):
    """The number by which a contact is known to the tax agency."""

    type: TaxIdType = Field(description=TYPES)
    country: str = Field(description="The country that gave it, an ISO 3166-1 code of two letters.")
    number: str = Field(description="The number as it was written.")


class NewAddress(Request):
    """A postal address: a street, a postal code or a town at least."""

    label: ShortPart | None = Field(None, description="What the organisation calls it: `magatzem`.")
    street: Part | None = Field(None, description="Street and number.")
    postal_code: PostalCode | None = Field(None, description="The postal code: five digits in Spain.")
    city: ShortPart | None = Field(None, description="The town.")
    province: ShortPart | None = Field(None, description="The province, such as Girona.")
    country: Country = Field("ES", description="The country, an ISO 3166-1 code of two letters.")
    is_primary: bool = Field(
        False, description="Whether it is the one of invoices; the first is, when no address says so."
    )


class ContactAddress(Response):
    """A postal address of a contact."""

    label: str | None = Field(None, description="What the organisation calls it.")
    street: str | None = Field(None, description="Street and number.")
    postal_code: str | None = Field(None, description="The postal code: five digits in Spain.")
    city: str | None = Field(None, description="The town.")
    province: str | None = Field(None, description="The province, such as Girona.")
    country: str = Field(description="The country, an ISO 3166-1 code of two letters.")
    is_primary: bool = Field(description="Whether it is the one of invoices: the first of the list.")


Addresses = Annotated[list[NewAddress], Field(max_length=MAXIMUM_ADDRESSES)]
