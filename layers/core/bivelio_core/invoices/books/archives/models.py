"""Archives: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.invoices.books.models import Month, Quarter, Year
from bivelio_core.models import DISTINCT, Request, Response, Timestamp

ArchiveStatus = Literal["running", "completed"]
ArchiveFormat = Literal["pdf", "ubl", "facturae"]


class CreateArchive(Request):
    """The archive of which period: a month, a quarter, or without either the whole year."""

    year: Year = Field(description="The year whose invoices the archive has.")
    quarter: Quarter | None = Field(None, description="Only this quarter of the year, 1 to 4.")
    month: Month | None = Field(None, description="The month, in place of a quarter.")
    formats: Annotated[list[ArchiveFormat], Field(min_length=1, max_length=3), DISTINCT] = Field(
        ["pdf", "ubl"], description="The forms in which issued invoices are in it, as far as they can be made."
    )
    send: bool = Field(
        False, description="Whether a link to it is sent to `adviser_email` of the settings once it is written."
    )


class GetArchive(Request):
    """Which archive to read. It and its file are kept for 30 days."""

    id: Annotated[str, Field(min_length=1, max_length=40)] = Field(description="The id of the archive.")


class InvoiceArchive(Response):
    """A zip of the issued invoices of a period, with its books and a list of what is in it."""

    id: str = Field(description="The id of the archive.")
    status: ArchiveStatus = Field(description="`running` while it is being written.")
    period: str = Field(description="The period: `2026`, `2026-2T`, `2026-04`.")
    formats: list[ArchiveFormat] = Field(description="The forms in which issued invoices are in it.")
    progress: float = Field(description="How much of it has been written, from 0 to 1.")
    invoices: int | None = Field(None, description="How many issued invoices are in it.")
    missing: int | None = Field(
        None, description="How many forms could not be made; `index.csv` in the archive says which."
    )
    size_bytes: int | None = Field(None, description="The size of the file.")
    url: str | None = Field(None, description="A signed URL of the file, once it is written.")
    expires_at: Timestamp | None = Field(None, description="When the URL stops working.")
    sent_to: str | None = Field(None, description="Whom a link was sent to.")
    created_at: Timestamp = Field(description="When it was asked for.")
