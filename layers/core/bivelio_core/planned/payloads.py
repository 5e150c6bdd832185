"""The data of the events of planned domains, as the reference shows it."""

from typing import Any

from pydantic import Field

from bivelio_core.models import Response, Timestamp


class CaseEvent(Response):
    """A case as `/cases/get` shows it."""

    id: str = Field(description="The id of the resource.")
    title: str = Field(description="The title.")
    status: str = Field(description="The status.")
    contact_id: str | None = Field(None, description="The id of the contact.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    previous: dict[str, Any] | None = Field(None, description="The former values of what changed (`case.updated`).")
