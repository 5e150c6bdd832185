"""Documents: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import EXACTLY, Day, ListRequest, Pagination, Request, Response, Timestamp

from .content import MAXIMUM_BYTES
from .fields import DocumentId, FileName, Folder, Tag, Tags

MAXIMUM_CATEGORY = 60
LONGEST_BASE64 = 5_500_000
"""More characters than base64 of the largest file has, so that a file that is too large is told its limit in bytes."""

DocumentStatus = Literal["awaiting_upload", "stored", "processing"]
NAME = "The name of the file, without a path."
FOLDER = "The folder: lower-case letters, digits, `_` and `-`, with `/` between folders."
TAGS = "Labels of your own, by which lists find it."


class UploadDocument(Request):
    """A file to keep, up to 4 MB. For larger ones, up to 20 MB, use `/documents/upload_url`."""

    filename: FileName = Field(description=NAME)
    content_base64: Annotated[str, Field(min_length=1, max_length=LONGEST_BASE64), EXACTLY] = Field(
        description="The content in base64 (RFC 4648, padded, without line breaks).",
    )
    folder: Folder | None = Field(None, description=FOLDER)
    tags: Tags = Field(default_factory=list, description=TAGS)
    auto_classify: bool = Field(False, description="Classify it too, for the price of a classification.")
    auto_extract: bool = Field(False, description="Extract its data too, for the price of an extraction.")


class RequestUpload(Request):
    """A file that will be put to a signed URL. Only content of this size and SHA-256 is accepted there."""

    filename: FileName = Field(description=NAME)
    size_bytes: Annotated[int, Field(ge=1, le=MAXIMUM_BYTES)] = Field(description="The size of the file in bytes.")
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="The SHA-256 of the file, in hexadecimal."
    )
    folder: Folder | None = Field(None, description=FOLDER)
    tags: Tags = Field(default_factory=list, description=TAGS)


class GetDocument(Request):
    """Which document to read."""

    document_id: DocumentId = Field(description="The id of the document.")


class DeleteDocument(Request):
    """Which document to delete, with its file."""

    document_id: DocumentId = Field(description="The id of the document.")


class ListDocuments(ListRequest):
    """Which page of documents, newest first.

    Each word of `search` must begin a word of the file name; accents and case do not matter. `tags` must all be there.
    `from` and `to` are days in UTC, both included.
    """

    search: Annotated[str, Field(max_length=200, examples=["contracte"])] | None = Field(
        None,
        description="Words, each of which must be the beginning of a word of the name; accents and case are ignored.",
    )
    folder: Folder | None = Field(None, description="Only documents of this folder.")
    tags: Annotated[list[Tag], Field(max_length=50)] = Field(
        default_factory=list, description="Tags that a document must have, all of them."
    )
    type: Annotated[str, Field(min_length=1, max_length=MAXIMUM_CATEGORY)] | None = Field(
        None, description="Only documents of this type: as classified, else as extracted."
    )
    first: Day | None = Field(None, alias="from", description="Uploaded on this day (UTC) or later.")
    last: Day | None = Field(None, alias="to", description="Uploaded on this day (UTC) or earlier.")


class DocumentClass(Response):
    """The class of a document, as its last classification found."""

    type: str = Field(description="The kind of document that it was taken for.")
    confidence: float = Field(description="The confidence, from 0 to 1.")
    subcategory: str | None = Field(None, description="A closer description of the class.")
    extraction_id: str | None = Field(None, description="The id of the classification.")


class ProcessingFailure(Response):
    """Why a document that was uploaded could not be processed; the upload itself succeeded."""

    operation: Literal["extract", "classify"] = Field(description="What failed.")
    extraction_id: str = Field(description="The id of the extraction or classification.")
    code: str = Field(description="The code of the error.")
    message: str = Field(description="A message for people.")


class Document(Response):
    """A document. In lists it has no `url`."""

    document_id: str = Field(description="The id of the document.")
    filename: str = Field(description=NAME)
    url: str | None = Field(None, description="A signed URL of the file.")
    url_expires_at: Timestamp | None = Field(None, description="When the URL expires; reading again signs another.")
    size_bytes: int = Field(description="The size of the file in bytes.")
    mime_type: str | None = Field(None, description="The type of the file by its content, whatever its name says.")
    sha256: str = Field(description="The SHA-256 of the file, in hexadecimal.")
    folder: str | None = Field(None, description=FOLDER)
    tags: list[str] = Field(description=TAGS)
    document_type: str | None = Field(None, description="The type of the document: as classified, else as extracted.")
    classification: DocumentClass | None = Field(None, description="The class, once the document was classified.")
    extraction_id: str | None = Field(None, description="The id of the last extraction from it.")
    pages: int | None = Field(None, description="How many pages it has, once it has been processed.")
    status: DocumentStatus = Field(
        description="`awaiting_upload` until its file has been uploaded and taken; `processing` in the answer of an "
        "upload whose classification or extraction goes on."
    )
    failures: list[ProcessingFailure] | None = Field(
        None,
        description="Which of `auto_classify` and `auto_extract` failed, and why; only in the answer of an upload.",
    )
    uploaded_at: Timestamp = Field(description="When it was uploaded.")


class FileUpload(Response):
    """Where to put a file, and how: with exactly these headers, until `expires_at`."""

    url: str = Field(description="A signed URL to put the file to.")
    method: Literal["PUT"] = Field("PUT", description="The HTTP method.")
    headers: dict[str, str] = Field(description="The headers to send with the file; they are part of the signature.")
    expires_at: Timestamp = Field(description="When it expires.")


class AwaitedDocument(Response):
    """A document whose file is still to be put to `upload.url`. It is kept for a day without it."""

    document_id: str = Field(description="The id of the document.")
    filename: str = Field(description=NAME)
    status: DocumentStatus = Field(description="`awaiting_upload` until its file has been uploaded and taken.")
    upload: FileUpload = Field(description="Where to put the file.")


class DeletedDocument(Response):
    """What was deleted."""

    document_id: str = Field(description="The id of the document.")
    deleted: Literal[True] = Field(True, description="Always true.")


class DocumentPage(Response):
    """A page of documents."""

    documents: list[Document] = Field(description="The documents of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
