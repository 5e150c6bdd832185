"""The definitions of custom fields: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from bivelio_core.contacts.fiscal_models import Country
from bivelio_core.faults import broken
from bivelio_core.models import LINE, NOT_NULL, ListRequest, Pagination, Request, Response, Timestamp

FieldType = Literal[
    "text", "number", "date", "boolean", "select", "multi_select", "currency", "url", "phone", "tax_number", "relation"
]
IndexStatus = Literal["none", "building", "ready"]
MAXIMUM_OPTIONS = 200
MAXIMUM_OPTION = 100

TYPES = (
    "`text` (up to 1,000 characters), `number` (exact, up to 15 digits), `date`, `boolean`, `select` and "
    "`multi_select` (of `options`), `currency` (an amount), `url`, `phone` (kept as E.164), `tax_number` (of "
    "`country`), `relation` (the id of another contact)."
)


def _without_equals(name: str) -> str:
    if "=" in name:
        raise broken("format", expected="field_name")
    return name


FieldName = Annotated[
    str, Field(min_length=1, max_length=100, examples=["sector"]), LINE, AfterValidator(_without_equals)
]
Label = Annotated[str, Field(min_length=1, max_length=100, examples=["Sector"]), LINE]
OptionValue = Annotated[str, Field(min_length=1, max_length=MAXIMUM_OPTION, examples=["retail"]), LINE]


class FieldLabels(Request):
    """What a field is called in each language."""

    ca: Label | None = Field(None, description="In Catalan.")
    es: Label | None = Field(None, description="In Spanish.")
    en: Label | None = Field(None, description="In English.")


class NewFieldOption(Request):
    """A value that may be chosen."""

    value: OptionValue = Field(description="The value that contacts have.")
    label: Label | None = Field(None, description="What people read; the value by default.")


class DefineField(Request):
    """A custom field: a new one, or a change of one that exists, of which only what is sent changes.

    The type stays as it was first declared. A field that was archived is used again. Values that contacts have
    already stay as they are.
    """

    name: FieldName = Field(description="Its name in `custom_fields`.")
    type: Annotated[FieldType | None, NOT_NULL] = Field(
        None, description=f"The type of its values; a new field needs one. {TYPES}"
    )
    label: Label | None = Field(None, description="What people read, in any language; null is the name.")
    labels: FieldLabels | None = Field(None, description="What people read in each language, before `label`.")
    description: Annotated[str, Field(min_length=1, max_length=300), LINE] | None = Field(
        None, description="What the field says, for people and agents that fill it in."
    )
    options: Annotated[list[NewFieldOption] | None, Field(min_length=1, max_length=MAXIMUM_OPTIONS), NOT_NULL] = Field(
        None, description="The values of a `select` or `multi_select`, in their order; they replace all existing ones."
    )
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])] | None = Field(
        None, description="The currency of the amounts of a `currency`, an ISO 4217 code; EUR by default."
    )
    country: Country | None = Field(
        None, description="The country of a `tax_number`, an ISO 3166-1 code of two letters; ES by default."
    )
    required: Annotated[bool | None, NOT_NULL] = Field(
        None, description="Whether new contacts need a value, and no contact may lose it."
    )
    default: Any = Field(None, description="The value of new contacts that have none; null takes it away.")
    indexed: Annotated[bool | None, NOT_NULL] = Field(
        None, description="Whether contacts are found by its values; 20 fields at most. It takes some minutes."
    )


class ArchiveField(Request):
    """Which custom field to archive."""

    name: FieldName = Field(description="Its name in `custom_fields`.")


class ListFields(ListRequest):
    """Which page of the custom fields, by name."""

    archived: bool = Field(False, description="Whether archived ones are among them.")


class FieldOption(Response):
    """A value that may be chosen."""

    value: str = Field(description="The value that contacts have.")
    label: str = Field(description="What people read.")


class FieldCheck(Response):
    """How the values that contacts already had fit a definition."""

    contacts: int = Field(description="How many contacts have a value.")
    not_fitting: int = Field(description="How many of them have one that the definition does not allow; it stays.")
    checked_at: Timestamp = Field(description="When they were looked at.")


class CustomField(Response):
    """A custom field that the organisation has declared."""

    name: str = Field(description="Its name in `custom_fields`.")
    type: FieldType = Field(description=f"The type of its values. {TYPES}")
    label: str = Field(description="What people read, in the language of the request if there is one.")
    labels: dict[str, str] | None = Field(None, description="What people read, by language.")
    description: str | None = Field(None, description="What the field says.")
    options: list[FieldOption] | None = Field(None, description="The values of a `select` or `multi_select`.")
    currency: str | None = Field(None, description="The currency of the amounts of a `currency`.")
    country: str | None = Field(None, description="The country of a `tax_number`.")
    required: bool = Field(description="Whether new contacts need a value.")
    default: Any = Field(None, description="The value of new contacts that have none.")
    index: IndexStatus = Field(
        description="Whether contacts are found by its values: not (`none`), soon (`building`), or now (`ready`)."
    )
    value_schema: dict[str, Any] = Field(description="The JSON Schema of a value.")
    check: FieldCheck | None = Field(None, description="How existing values fit; absent until they were looked at.")
    created_at: Timestamp = Field(description="When it was declared.")
    updated_at: Timestamp = Field(description="When its definition was last changed.")
    archived_at: Timestamp | None = Field(None, description="When it was archived; absent if it is not archived.")


class FieldPage(Response):
    """A page of the custom fields."""

    fields: list[CustomField] = Field(description="The fields, in the order of their names.")
    pagination: Pagination
