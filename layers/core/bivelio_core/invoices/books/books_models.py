"""Books as files: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import Request, Response, Timestamp

from .models import Month, Quarter, Year

BooksFormat = Literal["xlsx", "csv"]
BooksStatus = Literal["running", "completed"]
BooksId = Annotated[str, Field(min_length=1, max_length=40)]


class CreateBooks(Request):
    """The books of which period: a quarter, a month, or without either the whole year."""

    year: Year = Field(description="The year whose books are written.")
    quarter: Quarter | None = Field(None, description="Only this quarter of the year, 1 to 4.")
    month: Month | None = Field(None, description="The month, in place of a quarter.")
    format: BooksFormat = Field(
        "xlsx", description="`xlsx`, a file with a sheet for each book, or `csv`, a file for each book."
    )


class GetBooks(Request):
    """Which books to read. They and their files are kept for 30 days."""

    id: BooksId = Field(description="The id of the books.")


class BooksFile(Response):
    """A file of books."""

    name: str = Field(description="Its name, as AEAT asks for: year, NIF, letter of the book, name.")
    url: str = Field(description="A signed URL of the file.")
    expires_at: Timestamp = Field(description="When the URL stops working.")


class BookSheet(Response):
    """A book: how many rows it has, and which of its columns say nothing."""

    name: str = Field(description="AEAT's name of the sheet.")
    rows: int = Field(description="How many rows it has.")
    empty_columns: list[str] = Field(description="The columns that no invoice here tells anything for.")


class InvoiceBooks(Response):
    """The books of a period, as AEAT's unified books of VAT and income tax."""

    id: str = Field(description="The id of the books.")
    status: BooksStatus = Field(description="`running` while the files are being written.")
    period: str = Field(description="The period: `2026`, `2026-2T`, `2026-04`.")
    format: BooksFormat = Field(description="The format of the files.")
    invoices: int | None = Field(None, description="How many invoices are in the books.")
    left_out: int | None = Field(None, description="How many are not, because their amounts are not known in euros.")
    sheets: list[BookSheet] | None = Field(None, description="The books: issued, received, capital goods.")
    files: list[BooksFile] | None = Field(None, description="The files, once they are written.")
    created_at: Timestamp = Field(description="When they were asked for.")
