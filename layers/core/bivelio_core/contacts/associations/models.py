"""Associations of contacts: the models of requests and responses."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.contacts.fields import ContactType
from bivelio_core.contacts.models import ContactId
from bivelio_core.models import LINE, Author, NullableResponse, Request, Response, Timestamp

AssociationDirection = Literal["outgoing", "incoming"]
Label = Annotated[str, Field(min_length=1, max_length=60, examples=["employee_of"]), LINE]
Cursor = Annotated[str, Field(min_length=1, max_length=400)]

_LABEL = (
    "What the contact is to the other one: `employee_of`, `parent_company_of`, `accountant_of`, `partner_of`, or words "
    "of your own."
)


class CreateAssociation(Request):
    """An association: the contact is to the other one what the label says. One that is there already stays."""

    contact_id: ContactId = Field(description="The id of the contact.")
    to: ContactId = Field(description="The id of the other contact.")
    label: Label = Field(description=_LABEL)
    inverse_label: Label | None = Field(
        None, description="Of words of your own: what the other contact is to this one; `label` if it is the same."
    )


class DeleteAssociation(Request):
    """Which association to remove: that of a contact with another one, under a label."""

    contact_id: ContactId = Field(description="The id of the contact.")
    to: ContactId = Field(description="The id of the other contact.")
    label: Label = Field(description=_LABEL)


class ListAssociations(Request):
    """Whose associations, in both directions. Those with a contact that is archived are not shown while it is."""

    contact_id: ContactId = Field(description="The id of the contact.")
    after: Cursor | None = Field(None, description="The cursor of an earlier answer.")
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 50


class Association(Response):
    """What a contact has to do with another one, seen from the contact."""

    contact_id: str = Field(description="The id of the other contact.")
    name: str = Field(description="The name of the other contact.")
    type: ContactType = Field(description="The type of the other contact.")
    direction: AssociationDirection = Field(
        description="`outgoing`: the contact is to the other one what `label` says; `incoming`: the other one is."
    )
    label: str = Field(description="The label of the association.")
    reads_as: str = Field(description="The label in words, as it reads from the contact: `works at`.")
    author: Author = Field(description="Who made it.")
    created_at: Timestamp = Field(description="When it was made.")


class DeletedAssociation(Response):
    """An association that is gone."""

    contact_id: str = Field(description="The id of the contact.")
    to: str = Field(description="The id of the other contact.")
    label: str = Field(description="The label of the association.")
    deleted: bool = Field(description="Always true.")


class AssociationPage(NullableResponse):
    """Associations of a contact."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_after"})

    associations: list[Association] = Field(description="The associations of the contact.")
    next_after: str | None = Field(description="The cursor for those that follow; null if there are none.")
