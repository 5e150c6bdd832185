"""Notes of contacts: the models of requests and responses."""

from typing import Annotated, ClassVar

from pydantic import Field

from bivelio_core.contacts.models import ContactId
from bivelio_core.models import NOT_NULL, Author, NullableResponse, Request, Response, Timestamp

MAXIMUM_TEXT = 20_000

NoteId = Annotated[str, Field(min_length=1, max_length=100, examples=["nt_a1b2c3d4"])]
NoteText = Annotated[str, Field(min_length=1, max_length=MAXIMUM_TEXT, pattern=r"^[^\x00]*$")]
Cursor = Annotated[str, Field(min_length=1, max_length=200)]


class CreateNote(Request):
    """A new note of a contact."""

    contact_id: ContactId = Field(description="The id of the contact that it is about.")
    text: NoteText = Field(description="The text, 20,000 characters at most.")
    pinned: bool = Field(False, description="Whether it is one of those to be seen first.")


class UpdateNote(Request):
    """A change of a note: only what is sent changes. Its author and the time at which it was written stay.

    With `version` the change is refused (409) if somebody else changed the note since it was read.
    """

    id: NoteId = Field(description="The id of the resource.")
    text: Annotated[NoteText | None, NOT_NULL] = Field(None, description="The text, 20,000 characters at most.")
    pinned: Annotated[bool | None, NOT_NULL] = Field(None, description="Whether it is one of those to be seen first.")
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the note has another."
    )


class DeleteNote(Request):
    """Which note to delete."""

    id: NoteId = Field(description="The id of the resource.")


class ListNotes(Request):
    """Which notes of a contact, newest first. A cursor goes on exactly where a page ended, whatever came since."""

    contact_id: ContactId = Field(description="The id of the contact that they are about.")
    pinned: bool | None = Field(None, description="Only notes that are pinned, or only those that are not.")
    before: Cursor | None = Field(None, description="The cursor of an earlier answer.")
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 20


class ContactNote(Response):
    """A note of a contact."""

    id: str = Field(description="The id of the resource.")
    contact_id: str = Field(description="The id of the contact that it is about.")
    text: str = Field(description="What the note says.")
    pinned: bool = Field(description="Whether it is one of those to be seen first.")
    author: Author = Field(description="Who wrote it: a user, an API key or a workflow.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was written.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class DeletedNote(Response):
    """A note that is gone."""

    id: str = Field(description="The id of the resource.")
    deleted: bool = Field(description="Always true.")


class ContactNotePage(NullableResponse):
    """Notes of a contact, newest first."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_before"})

    notes: list[ContactNote] = Field(description="The notes, newest first.")
    next_before: str | None = Field(description="The cursor for older results; null if there are none.")
