"""What imports and exports ask and answer."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.contacts.fields import Tag
from bivelio_core.contacts.models import ContactType
from bivelio_core.models import Request, Response, Timestamp

MAXIMUM_INLINE = 1_000_000
TransferStatus = Literal["awaiting_upload", "running", "completed", "failed"]
ImportId = Annotated[str, Field(min_length=1, max_length=40)]
ExportId = Annotated[str, Field(min_length=1, max_length=40)]


class ImportContacts(Request):
    """A CSV of contacts: small ones in `csv`; without it, an address to upload to, and the same call with `id` after.

    A row whose `id` is a contact's changes that contact, any other makes one and keeps its `id` as an alias. With
    `dry_run` nothing is written, and the report tells what would be. An import that stopped goes on when it is called
    with its `id` again.
    """

    csv: Annotated[str, Field(min_length=1, max_length=MAXIMUM_INLINE)] | None = None
    id: ImportId | None = None
    dry_run: bool = False


class GetImport(Request):
    """Which import to look at. It is there for 30 days."""

    id: ImportId


class RowError(Response):
    """What is wrong with a row; rows are counted from 1, the header's."""

    row: int
    field: str
    constraint: str
    message: str


class Upload(Response):
    """Where to put a file, and how."""

    url: str
    method: Literal["PUT"] = "PUT"
    content_type: str
    maximum_bytes: int
    expires_at: Timestamp


class Import(Response):
    """An import: how far it is, and what became of the rows so far.

    `report_url`, when it is done, has a line for each row. `errors` has the first twenty.
    """

    id: str
    status: TransferStatus
    dry_run: bool
    progress: float
    rows: int
    created: int
    updated: int
    unchanged: int
    failed: int
    errors: list[RowError]
    upload: Upload | None = None
    report_url: str | None = None
    created_at: Timestamp
    updated_at: Timestamp


class ExportContacts(Request):
    """Which contacts to export: the filters of a list."""

    search: Annotated[str, Field(max_length=200)] | None = None
    type: ContactType | None = None
    tags: Annotated[list[Tag], Field(max_length=50)] = Field(default_factory=list)


class GetExport(Request):
    """Which export to look at. It and its file are there for 30 days."""

    id: ExportId


class Export(Response):
    """An export: its file's address, signed and good until `expires_at`, once it is completed."""

    id: str
    status: TransferStatus
    total: int
    url: str | None = None
    expires_at: Timestamp | None = None
    created_at: Timestamp
