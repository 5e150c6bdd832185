"""Views of contacts: the models of requests and responses."""

from typing import Annotated, Any

from pydantic import Field

from bivelio_core.contacts.list_models import FILTER, ContactOrder, ViewId
from bivelio_core.kept_view_fields import Columns
from bivelio_core.models import NAME, Author, Request, Response, Timestamp

ViewName = Annotated[str, Field(min_length=1, max_length=100, examples=["Clients sense responsable"]), NAME]


class ListViews(Request):
    """All views that the caller may see: the shared ones, and its own."""


class SaveView(Request):
    """A view, which is made, or replaced where `id` names one.

    With `version` the change is refused (409) if somebody else changed the view since it was read.
    """

    id: ViewId | None = Field(None, description="The id of the view to replace; without it, a view is made.")
    name: ViewName = Field(description="The name, on one line.")
    filter: dict[str, Any] | None = FILTER
    sort: ContactOrder = Field("-created_at", description="The order, as `contacts/list` takes it.")
    columns: Columns = Field(
        default_factory=list, description="The fields to show, in order. They are kept as they are sent."
    )
    shared: bool = Field(False, description="Whether everybody in the organisation sees it; otherwise only its owner.")
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the view has another."
    )


class DeleteView(Request):
    """Which view to delete."""

    id: ViewId = Field(description="The id of the resource.")


class ContactView(Response):
    """A list of contacts that is kept under a name."""

    id: str = Field(description="The id of the resource.")
    name: str = Field(description="What the view is called in lists.")
    filter: dict[str, Any] | None = Field(None, description="The conditions, as `contacts/list` takes them.")
    sort: ContactOrder = Field(description="The order, as `contacts/list` takes it.")
    columns: list[str] = Field(description="The fields to show, in order.")
    shared: bool = Field(description="Whether everybody in the organisation sees it.")
    owner: Author = Field(description="Who made it: a user, an API key or a workflow.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class ContactViews(Response):
    """Views of contacts, by name."""

    views: list[ContactView] = Field(description="The views, in the order of their names.")


class DeletedView(Response):
    """A view that is gone."""

    id: str = Field(description="The id of the resource.")
    deleted: bool = Field(description="Always true.")
