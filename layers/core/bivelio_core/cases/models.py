"""Cases: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.contacts.fields import Tag
from bivelio_core.models import (
    DISTINCT,
    NAME,
    NOT_NULL,
    SORT,
    Author,
    ListRequest,
    Pagination,
    Request,
    Response,
    Timestamp,
)

MAXIMUM_LINKS, MAXIMUM_NOTES, MAXIMUM_TAGS = 50, 200, 50

Status = Literal["open", "in_progress", "waiting", "closed"]
Priority = Literal["low", "normal", "high", "urgent"]


CaseOrder = Literal["created_at", "-created_at", "priority", "-priority", "updated_at", "-updated_at"]
CaseId = Annotated[str, Field(min_length=1, max_length=100, examples=["cs_a1b2c3d4"])]
UserId = Annotated[str, Field(min_length=1, max_length=100, examples=["usr_0123456789abcdef"])]
ContactId = Annotated[str, Field(min_length=1, max_length=100, examples=["ct_abc123"])]
Title = Annotated[str, Field(min_length=1, max_length=300), NAME]
Description = Annotated[str, Field(max_length=5_000, pattern=r"^[^\x00]*$")]
NoteText = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
Tags = Annotated[list[Tag], Field(max_length=MAXIMUM_TAGS), DISTINCT]
Links = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=100)]],
    Field(max_length=MAXIMUM_LINKS),
    DISTINCT,
]


class CreateCase(Request):
    """A new case. Its number is the next of the year in the organisation's time zone: `CAS-2026-007`."""

    title: Title = Field(description="The title, on one line.")
    description: Description | None = Field(None, description="What it is about.")
    status: Status = Field("open", description="Where the case is; only an open one is worked on.")
    priority: Priority = Field("normal", description="How urgent it is.")
    assignee: UserId | None = Field(None, description="The id of a user, a member of the organisation.")
    contact_id: ContactId | None = Field(None, description="The id of the contact whose case it is.")
    invoice_ids: Links = Field(default_factory=list, description="The ids of invoices that it is about, 50 at most.")
    message_ids: Links = Field(default_factory=list, description="The ids of messages that it is about, 50 at most.")
    document_ids: Links = Field(default_factory=list, description="The ids of documents that it is about, 50 at most.")
    tags: Tags = Field(default_factory=list, description="Labels of your own, by which lists find it.")
    note: NoteText | None = Field(None, description="The first note.")


class UpdateCase(Request):
    """A change of a case: only what is sent changes.

    Tags and ids of links replace those that there are; null clears `description`, `assignee` or `contact_id`; `note` is
    added to the notes, which never change. With `version` the change is refused (409) if somebody else changed the case
    since it was read.
    """

    id: CaseId = Field(description="The id of the resource.")
    title: Annotated[Title | None, NOT_NULL] = Field(None, description="The title, on one line.")
    description: Description | None = Field(None, description="What it is about.")
    status: Annotated[Status | None, NOT_NULL] = Field(
        None, description="Where the case is now; a closed one may be opened again."
    )
    priority: Annotated[Priority | None, NOT_NULL] = Field(None, description="How urgent it is.")
    assignee: UserId | None = Field(None, description="The id of a user, a member of the organisation.")
    contact_id: ContactId | None = Field(None, description="The id of the contact whose case it is.")
    invoice_ids: Annotated[Links | None, NOT_NULL] = Field(None, description="The ids of invoices, all of them.")
    message_ids: Annotated[Links | None, NOT_NULL] = Field(None, description="The ids of messages, all of them.")
    document_ids: Annotated[Links | None, NOT_NULL] = Field(None, description="The ids of documents, all of them.")
    tags: Annotated[Tags | None, NOT_NULL] = Field(None, description="The new tags; they replace all existing ones.")
    note: Annotated[NoteText | None, NOT_NULL] = Field(None, description="A note to add; a case has at most 200.")
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the case has another."
    )


class GetCase(Request):
    """Which case to read."""

    id: CaseId = Field(description="The id of the resource.")


class ListCases(ListRequest):
    """Which page of cases, newest first unless `sort` says otherwise: those that meet all criteria."""

    status: Status | None = Field(None, description="Only cases of this status.")
    priority: Priority | None = Field(None, description="Only cases of this priority.")
    assignee: UserId | None = Field(None, description="Only cases of this user.")
    contact_id: ContactId | None = Field(None, description="Only cases of this contact.")
    search: Annotated[str, Field(max_length=200, examples=["CAS-2026-007"])] | None = Field(
        None,
        description=(
            "Words, each of which must be the beginning of a word of the number, the title or a tag; accents and case "
            "are ignored."
        ),
    )
    sort: CaseOrder | None = Field(None, description=SORT)


class Note(Response):
    """A note of a case."""

    number: int = Field(description="Its number in the case, from 1.")
    text: str = Field(description="What the note says.")
    author: Author = Field(description="Who wrote it: a user, an API key or a workflow.")
    created_at: Timestamp = Field(description="When it was written.")


class Case(Response):
    """A case, without its notes: as lists and events show it."""

    id: str = Field(description="The id of the resource.")
    number: str = Field(description="Its number in the organisation, `CAS-<year>-<three digits or more>`.")
    title: str = Field(description="The title, on one line.")
    description: str | None = Field(None, description="What it is about.")
    status: Status = Field(description="Where the case is.")
    priority: Priority = Field(description="How urgent it is.")
    assignee: str | None = Field(None, description="The id of the user who is in charge.")
    contact_id: str | None = Field(None, description="The id of the contact whose case it is.")
    invoice_ids: list[str] = Field(description="The ids of invoices that it is about.")
    message_ids: list[str] = Field(description="The ids of messages that it is about.")
    document_ids: list[str] = Field(description="The ids of documents that it is about.")
    tags: list[str] = Field(description="Labels of your own, by which lists find it.")
    note_count: int = Field(description="How many notes there are.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    closed_at: Timestamp | None = Field(None, description="When it was closed; absent while it is not.")


class CaseWithNotes(Case):
    """A case with its notes, oldest first."""

    notes: list[Note] = Field(description="The notes, oldest first.")


class ListedCase(Case):
    """A case in a list, with the name that a list shows."""

    contact_name: str | None = Field(None, description="The name of the contact; absent if there is none.")


class CasePage(Response):
    """A page of cases."""

    cases: list[ListedCase] = Field(description="The cases of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class CaseUpdated(Case):
    """A case as it is now, and the previous values of the changed fields."""

    previous: dict[str, Any] = Field(description="The former values of the fields that changed, null where none was.")
