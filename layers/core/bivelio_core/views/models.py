"""Views of lists: the models of requests and responses."""

from typing import Annotated

from pydantic import Field

from bivelio_core.kept_view_fields import Columns
from bivelio_core.models import LINE, NAME, Author, Request, Response, Timestamp

MAXIMUM_FILTERS, MAXIMUM_VALUES = 30, 50

SavedViewId = Annotated[str, Field(min_length=1, max_length=100, examples=["lv_a1b2c3d4"])]
ListName = Annotated[str, Field(min_length=1, max_length=60, examples=["invoices"]), LINE]
Line = Annotated[str, Field(min_length=1, max_length=120), LINE]
Text = Annotated[str, Field(max_length=300), LINE]
Values = Annotated[list[Text], Field(min_length=1, max_length=MAXIMUM_VALUES)]


class ListSavedViews(Request):
    """The views of a list that the caller may see: the shared ones, and its own."""

    list: ListName | None = Field(None, description="Only the views of this list.")


class SaveSavedView(Request):
    """A view of a list, which is made, or replaced where `id` names one.

    Filters, order and columns are kept as they are sent, for the program that shows the list. With `version` the change
    is refused (409) if somebody else changed the view since it was read.
    """

    id: SavedViewId | None = Field(None, description="The id of the view to replace; without it, a view is made.")
    list: ListName = Field(description="Which list it is of: a name of your own. The dashboard has those of its pages.")
    name: Annotated[str, Field(min_length=1, max_length=100, examples=["Vençudes d’aquest any"]), NAME] = Field(
        description="The name, on one line."
    )
    filters: Annotated[dict[Line, Values], Field(max_length=MAXIMUM_FILTERS)] = Field(
        default_factory=dict, description="What the list is filtered by: the values of each filter, as texts."
    )
    sort: Line | None = Field(None, description="The order of the list.")
    columns: Columns = Field([], description="The columns to show, in order.")
    shared: bool = Field(False, description="Whether everybody in the organisation sees it; otherwise only its owner.")
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the view has another."
    )


class DeleteSavedView(Request):
    """Which view of a list to delete."""

    id: SavedViewId = Field(description="The id of the resource.")


class SavedView(Response):
    """Filters, order and columns of a list that are kept under a name."""

    id: str = Field(description="The id of the resource.")
    list: str = Field(description="Which list it is of.")
    name: str = Field(description="What the view is called in menus.")
    filters: dict[str, Values] = Field(description="What the list is filtered by, as it was sent.")
    sort: str | None = Field(None, description="The order of the list, as it was sent.")
    columns: Columns = Field(description="The columns to show, in order.")
    shared: bool = Field(description="Whether everybody in the organisation sees it.")
    owner: Author = Field(description="Who made it: a user or an API key.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class SavedViews(Response):
    """Views of lists, by name."""

    views: list[SavedView] = Field(description="The views, in the order of their names.")


class DeletedSavedView(Response):
    """A view of a list that is gone."""

    id: str = Field(description="The id of the resource.")
    deleted: bool = Field(description="Always true.")
