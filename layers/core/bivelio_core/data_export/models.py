"""Exports of data: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import Request, Response, Timestamp

DataExportStatus = Literal["running", "completed"]


class ExportOrganisation(Request):
    """Nothing is asked for: all of the organisation is exported."""


class GetDataExport(Request):
    """Which export to read. It and its file are kept for seven days."""

    id: Annotated[str, Field(min_length=1, max_length=40)] = Field(description="The id of the export.")


class ExportContactData(Request):
    """Whose data to export."""

    id: Annotated[str, Field(min_length=1, max_length=40)] = Field(description="The id of the contact.")


class DataExport(Response):
    """An archive (zip) of data: `index.json`, a file of JSON lines for each kind, and the files as they are."""

    id: str = Field(description="The id of the export.")
    status: DataExportStatus = Field(description="`running` while it is being written.")
    contact_id: str | None = Field(None, description="The contact whose data it has; none in an export of all.")
    items: int = Field(description="How many items have been written.")
    files: int = Field(description="How many files have been written.")
    size_bytes: int | None = Field(None, description="The size of the archive.")
    url: str | None = Field(None, description="A signed URL of the archive, once it is written.")
    expires_at: Timestamp | None = Field(None, description="When the URL stops working; read the export again then.")
    sent_to: str | None = Field(None, description="Whom a link was sent to.")
    created_at: Timestamp = Field(description="When it was asked for.")
