"""Imports and exports: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.contacts.list_models import ContactFilter, ViewId
from bivelio_core.contacts.models import ContactWarning, MatchKeys
from bivelio_core.models import DISTINCT, Request, Response, Timestamp

MAXIMUM_INLINE = 1_000_000
TransferStatus = Literal["awaiting_upload", "running", "completed", "failed"]
ImportStatus = Literal["awaiting_upload", "previewed", "running", "completed", "failed", "undoing", "undone"]
UndoReason = Literal["changed", "in_use"]
ColumnReason = Literal["mapping", "name", "content", "unknown", "empty"]
ImportId = Annotated[str, Field(min_length=1, max_length=40)]
MAXIMUM_MAPPED = 120
ColumnName = Annotated[str, Field(min_length=1, max_length=300)]
TargetName = Annotated[str, Field(min_length=1, max_length=160)]
ExportId = Annotated[str, Field(min_length=1, max_length=40)]


class ImportContacts(Request):
    """A file of contacts: a small CSV in `csv`; without it the answer has an upload URL, then call again with `id`.

    With `mode` `preview` nothing is imported: the answer has the columns, and the field that is proposed for each. Call
    again with its `id`, and with `mapping` where a proposal is not what you want.

    A row whose `id` is a contact's changes that contact, any other makes one and keeps its `id` as an alias. With
    `dry_run` nothing is written, and the report says what would be. An import that stopped continues when it is called
    again with its `id`.
    """

    csv: Annotated[str, Field(min_length=1, max_length=MAXIMUM_INLINE)] | None = Field(
        None,
        description=("The text of the file, up to 1 MB; without it, the response has a URL to upload the file to."),
    )
    id: ImportId | None = Field(None, description="The import to continue, or whose file has been uploaded.")
    dry_run: bool = Field(False, description="Only validate; write nothing.")
    mode: Literal["import", "preview"] = Field(
        "import", description="`preview` answers what the columns are, and imports nothing."
    )
    mapping: Annotated[dict[ColumnName, TargetName | None], Field(max_length=MAXIMUM_MAPPED)] | None = Field(
        None,
        description="The field of each column, by its name; null leaves the column out. Columns that it does not name "
        "go where the preview proposes. Fields are those of a contact, `emails.<label>`, `phones.<label>`, "
        "`addresses.<label>.city` and `custom_fields.<name>`.",
        examples=[{"Cognoms": "last_name", "Mòbil": "phones.mobile", "Saldo": None}],
    )
    on_existing: Literal["create", "skip", "update"] = Field(
        "create",
        description="What becomes of a row without an `id` whose e-mail address or phone somebody has: another contact "
        "is made, the one that is there stays as it is, or is changed as `contacts/upsert` does.",
    )
    match_on: MatchKeys | None = Field(
        None,
        description="By what the contact of a row is found: `external_id`, `email`, `phone`, `tax_number`, those of "
        "them that the row has. Several contacts that match fail the row.",
    )
    on_match: Literal["update", "skip", "fill_empty"] | None = Field(
        None,
        description="What becomes of a contact that is found: what has a value in the row is set (the default), it "
        "stays as it is, or gets only what it lacks.",
    )


class GetImport(Request):
    """Which import to read. It is kept for 30 days."""

    id: ImportId = Field(description="The id of the resource.")


class UndoImport(Request):
    """Which import to undo, up to seven days after its end."""

    id: ImportId = Field(description="The id of the resource.")


class RowError(Response):
    """An error of a row; rows are counted from 1, the header's."""

    row: int = Field(description="The number of the row; the header is row 1.")
    field: str = Field(description="The column.")
    constraint: str = Field(description="The constraint that was violated (docs/errors.md).")
    message: str = Field(description="A message for people.")


class RowWarning(ContactWarning):
    """A warning about a row, which was imported all the same.

    `contact_id` names the contact that has the address already, `other_row` the earlier row that has it.
    """

    row: int = Field(description="The number of the row; the header is row 1.")
    other_row: int | None = Field(None, description="The earlier row that has the same e-mail address.")


class ImportColumn(Response):
    """A column of a file, and the field that it goes to."""

    name: str = Field(description="The name in the first row; a second column of a name has `(2)` behind it.")
    values: list[str] = Field(description="Three different values at most.")
    field: str | None = Field(None, description="The field it goes to; absent when it is left out.")
    reason: ColumnReason = Field(
        description="Why: the request maps it, a program calls the field so, its cells are such values, nobody knows "
        "it (a custom field then), or it has no cells."
    )
    program: str | None = Field(None, description="The program that calls the field so: `google`, `hubspot`.")


class Upload(Response):
    """Where to put a file, and how."""

    url: str = Field(description="A signed URL to upload the file to.")
    method: Literal["PUT"] = Field("PUT", description="The HTTP method.")
    content_type: str = Field(description="The Content-Type to send with the file.")
    maximum_bytes: int = Field(description="The largest file that is accepted.")
    expires_at: Timestamp = Field(description="When it expires.")


class KeptContact(Response):
    """A contact that stays as it is when its import is undone."""

    row: int = Field(description="The number of the row; the header is row 1.")
    contact_id: str | None = Field(None, description="The id of the contact.")
    reason: UndoReason = Field(
        description="`changed`: somebody changed it since, or removed it. `in_use`: it has been merged, or has "
        "messages, notes, tasks, associations, invoices, cases or deals."
    )


class ImportUndo(Response):
    """What became of the contacts of an import that is undone."""

    removed: int = Field(description="Contacts that the import had made, and that are gone.")
    restored: int = Field(description="Rows whose changes were taken back.")
    unchanged: int = Field(description="Rows whose contact stays as it is.")
    unchanged_contacts: list[KeptContact] = Field(description="The first twenty of these.")


class Import(Response):
    """An import: its progress, and the results of the rows so far; of a preview, the columns.

    `warned` rows, of those that were created or updated, have warnings as `contacts/create` gives them.
    `report_url`, when it is done, has a line for each row. `errors` and `warnings` have the first twenty.
    """

    id: str = Field(description="The id of the resource.")
    status: ImportStatus = Field(
        description="`awaiting_upload` until the file has been uploaded, `previewed` until it is imported; `undoing` "
        "and `undone` after `contacts/import_undo`."
    )
    dry_run: bool = Field(description="Only validate; write nothing.")
    progress: float = Field(description="How much of the file has been read, from 0 to 1.")
    rows: int = Field(description="Rows that have been read.")
    created: int = Field(description="Rows that created a contact.")
    updated: int = Field(description="Rows that changed a contact.")
    unchanged: int = Field(description="Rows that changed nothing.")
    failed: int = Field(description="Rows that could not be imported.")
    warned: int = Field(description="Created and updated rows with a warning, at least one.")
    errors: list[RowError] = Field(description="The first twenty errors.")
    warnings: list[RowWarning] = Field(description="The first twenty warnings.")
    program: str | None = Field(None, description="In a preview: the program that wrote the file, if it shows.")
    columns: list[ImportColumn] | None = Field(None, description="In a preview: the columns.")
    undo: ImportUndo | None = Field(None, description="What became of the contacts of an import that is undone.")
    upload: Upload | None = None
    report_url: str | None = Field(
        None, description="A signed URL, valid for an hour, of a CSV with the result of each row; when completed."
    )
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


ExportFormat = Literal["csv", "xlsx", "vcard"]
ExportSeparator = Literal["comma", "semicolon", "tab"]
DecimalSeparator = Literal["point", "comma"]
CardVersion = Literal["3.0", "4.0"]


class ExportContacts(ContactFilter):
    """Which contacts to export, by the filters of a list, and how the file is written."""

    view: ViewId | None = Field(
        None, description="A saved view: its conditions hold beside the others, its columns unless `columns` is sent."
    )
    format: ExportFormat = Field("csv", description="A table as CSV or as an Excel workbook, or cards.")
    columns: Annotated[list[ColumnName], Field(min_length=1, max_length=MAXIMUM_MAPPED), DISTINCT] | None = Field(
        None,
        description="The columns of a table, in this order: those of our own format, and `custom_fields.<name>`. "
        "All of our own format without it.",
        examples=[["name", "email", "phone", "custom_fields.sector"]],
    )
    separator: ExportSeparator = Field("comma", description="What separates the cells of a CSV.")
    decimal_separator: DecimalSeparator = Field(
        "point", description="How numbers of columns `custom_fields.<name>` are written in a CSV."
    )
    bom: bool = Field(
        True, description="Whether a CSV begins with the mark by which spreadsheets know that it is UTF-8."
    )
    vcard_version: CardVersion = Field("4.0", description="The version of cards: 4.0, or 3.0 for older programs.")


class GetExport(Request):
    """Which export to read. It and its file are kept for 30 days."""

    id: ExportId = Field(description="The id of the resource.")


class Export(Response):
    """An export: once it is completed, the signed URL of its file, valid until `expires_at`."""

    id: str = Field(description="The id of the resource.")
    status: TransferStatus = Field(description="Where the import or export is; `completed` and `failed` are ends.")
    total: int = Field(description="How many contacts are in the file.")
    url: str | None = Field(None, description="A signed URL of the file, when the export is completed.")
    expires_at: Timestamp | None = Field(None, description="When it expires.")
    created_at: Timestamp = Field(description="When it was created.")
