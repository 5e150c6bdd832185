"""What goes by a connection: the models of the request and the response."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import ListRequest, Pagination, Response

from .choice import How
from .models import ConnectionId


class ListUses(ListRequest):
    """Of which connection to tell what uses it, and which page of that."""

    id: ConnectionId = Field(description="The id of the connection.")


HowUsed = Annotated[
    How,
    Field(
        description="`named` by its id or name; `default`: none is named, and this one is chosen; `possible`: an "
        "expression chooses, at the run."
    ),
]


class StepByConnection(Response):
    """A step of a workflow that goes by the connection."""

    id: str = Field(description="The id of the step.")
    name: str = Field(description="The name of the step.")
    type: str = Field(description="The type of the step.")
    how: HowUsed


class ConnectionUse(Response):
    """What goes by a connection: a workflow as it is saved now, or a part of the platform."""

    kind: Literal["workflow", "calendar", "invoices", "messages"] = Field(
        description="`workflow`; or `messages`, `invoices`, `calendar`: what these send without naming a connection, "
        "and for the calendar what it keeps in step with Google's."
    )
    how: HowUsed
    id: str | None = Field(None, description="The id of the workflow.")
    name: str | None = Field(None, description="The name of the workflow.")
    status: str | None = Field(None, description="The status of the workflow. Archived ones are left out.")
    steps: list[StepByConnection] | None = Field(None, description="The steps of the workflow that go by it.")


class ConnectionUsePage(Response):
    """A page of what uses a connection."""

    uses: list[ConnectionUse] = Field(description="The uses of the page: parts of the platform first, then workflows.")
    left_out: list[str] | None = Field(
        None, description="The resources that the caller may not read: what of them uses the connection is left out."
    )
    pagination: Pagination = Field(description="The position of the page in the list.")
