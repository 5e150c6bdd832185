"""Documents as data: the models of the request and of the answer."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import Request, Response

from .fields import DocumentId

TEXT_PART = 50_000
"""How many characters of a text an answer has at most."""
MOST_ROWS = 1_000
LAST_OFFSET = 10_000_000

Form = Literal["text", "rows", "json"]


class ReadDocument(Request):
    """Which part of a document to read, and as what.

    `rows` are those of a CSV or XLSX file, by the names in its first row; `text` that of a PDF, XML or text file;
    `json` the value of a JSON file. `auto` takes tables as rows, files whose name ends in `.json` as JSON, and others
    as text.
    What does not fit into an answer follows from `next_offset` on.
    """

    document_id: DocumentId = Field(description="The id of the document.")
    form: Literal["auto", "text", "rows", "json"] = Field("auto", alias="as", description="As what to read it.")
    offset: Annotated[int, Field(ge=0, le=LAST_OFFSET)] = Field(
        0, description="After how many rows, or characters of the text, to begin."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = Field(MOST_ROWS, description="How many rows at most.")
    sheet: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="The sheet of an XLSX file; its first one by default."
    )
    header: bool = Field(
        True, description="Whether the first row has the names of the columns; otherwise rows are arrays."
    )


class DocumentData(Response):
    """A part of a document: `text`, `rows`, or the `content` of a JSON file.

    A row is an object by `fields`, or an array without a header. Cells of CSV are texts; those of XLSX are numbers,
    texts, true or false, and dates as ISO 8601; of a formula, its last result.
    """

    document_id: str = Field(description="The id of the document.")
    filename: str = Field(description="The name of the file.")
    mime_type: str = Field(description="The type of the file by its content.")
    kind: Form = Field(description="As what it was read.")
    offset: int = Field(description="After how many rows or characters this part begins.")
    next_offset: int | None = Field(None, description="Where the next part begins; absent in the last one.")
    text: str | None = Field(None, description="The text, at most 50,000 characters of it.")
    total_characters: int | None = Field(None, description="How many characters the text has.")
    is_cut: bool | None = Field(None, description="Whether the file has more text than is read, a million characters.")
    sheet: str | None = Field(None, description="The sheet of an XLSX file.")
    sheets: list[str] | None = Field(None, description="All sheets of an XLSX file.")
    fields: list[str] | None = Field(None, description="The names of the columns, each once.")
    rows: list[Any] | None = Field(None, description="The rows that are not empty, at most 200 kB of them.")
    total_rows: int | None = Field(None, description="How many rows the table has, without the header.")
    content: Any = Field(None, description="The value of a JSON file, of at most 200 kB.")
