"""The request and the answer of /forms/generate, and the draft that a model makes of a form."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import Request, Response

Language = Literal["ca", "es", "en"]
FieldType = Literal[
    "text",
    "long_text",
    "email",
    "phone",
    "url",
    "number",
    "integer",
    "money",
    "date",
    "time",
    "date_time",
    "yes_no",
    "consent",
    "choice",
    "choices",
    "rating",
    "tax_number",
    "iban",
    "postal_code",
    "file",
]
MAXIMUM_FIELDS, MAXIMUM_OPTIONS = 50, 50


class GenerateForm(Request):
    """The description of a form, in any of our languages."""

    text: Annotated[str, Field(min_length=1, max_length=4_000)] = Field(
        description="What the form is for and what it asks: `Inscripció a un curs: nom, correu, torn (matí, tarda)`."
    )
    language: Language | None = Field(
        None, description="The language of its labels; that of `Accept-Language` by default."
    )


class DraftField(Request):
    """A field of a form, as a model drafts it."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)] = Field(
        description="The name of the value, in snake_case."
    )
    label: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="What people read.")
    type: FieldType = Field(description="The kind of value.")
    required: bool = Field(True, description="Whether it must be filled in.")
    options: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=MAXIMUM_OPTIONS)] = (
        Field(default_factory=list, description="The values of `choice` and `choices`, in the order to show.")
    )
    help: Annotated[str, Field(max_length=300)] = Field("", description="A hint below the field; may be empty.")


class FormDraft(Request):
    """A form, as a model drafts it."""

    title: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="The form's title.")
    description: Annotated[str, Field(max_length=500)] = Field("", description="A sentence below the title.")
    fields: Annotated[list[DraftField], Field(min_length=1, max_length=MAXIMUM_FIELDS)] = Field(
        description="The fields, in the order to show."
    )


class FieldHints(Response):
    """How to show one field."""

    widget: str = Field(description="The control: `text`, `textarea`, `email`, `select`, `checkboxes`, `date`, ...")
    help: str | None = Field(None, description="A hint below the field.")


class FormHints(Response):
    """How to show a form."""

    order: list[str] = Field(description="The names of the fields, in the order to show.")
    fields: dict[str, FieldHints] = Field(description="How to show each field, by its name.")
    submit: str = Field(description="The text of the button.")


class GeneratedForm(Response):
    """A form that was made from a description. It is not kept."""

    title: str = Field(description="The form's title.")
    description: str | None = Field(None, description="A sentence below the title.")
    json_schema: dict[str, Any] = Field(description="The JSON Schema (2020-12) of what a filled-in form contains.")
    ui: FormHints = Field(description="How to show it.")
    model: str = Field(description="The model that made it; `offline-rules` without one, `simulated` in the sandbox.")
    tokens_used: int = Field(description="The tokens that the model used; an estimate without a model.")
    credits_consumed: int = Field(description="The credits that were charged.")
