"""Canned replies: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.messages.interactive import Value
from bivelio_core.messages.models import ContactId
from bivelio_core.models import DISTINCT, LINE, Request, Response, Timestamp

ReplyName = Annotated[str, Field(min_length=1, max_length=60, examples=["Horari"]), LINE]
ReplyText = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]


class ReplyTexts(Request):
    """The text in each language, one at least. `{contact.first_name}` and the like are filled in."""

    ca: ReplyText | None = Field(None, description="In Catalan.")
    es: ReplyText | None = Field(None, description="In Spanish.")
    en: ReplyText | None = Field(None, description="In English.")


ReplyFormat = Literal["plain", "markup"]
ReplySubject = Annotated[str, Field(min_length=1, max_length=300), LINE]
OwnVariable = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,29}$", examples=["comanda"])]
VariableOfReply = Annotated[str, Field(min_length=1, max_length=61), LINE]


class ReplySubjects(Request):
    """The subject in each language, as a mail has it. The same variables are filled in."""

    ca: ReplySubject | None = Field(None, description="In Catalan.")
    es: ReplySubject | None = Field(None, description="In Spanish.")
    en: ReplySubject | None = Field(None, description="In English.")


class ListReplies(Request):
    """All canned replies, or one; with a contact, each as it would be sent to them."""

    contact_id: ContactId | None = Field(None, description="For whom the texts are filled in.")
    name: ReplyName | None = Field(None, description="Only the reply of this name.")
    variables: Annotated[dict[VariableOfReply, Value], Field(max_length=20)] = Field(
        default_factory=dict,
        description="With a contact, the values of variables; those of a contact may be among them.",
    )


class DefineReply(Request):
    """A canned reply, which is made, or replaced where there is one of this name, whatever its capitals.

    With `version` the change is refused (409) if somebody else changed the reply since it was read.
    """

    name: ReplyName = Field(description="Its name, on one line.")
    texts: ReplyTexts = Field(description="The text in each language, one at least.")
    subjects: ReplySubjects | None = Field(None, description="The subject of a mail, in each language of the texts.")
    variables: Annotated[list[OwnVariable], Field(max_length=20), DISTINCT] | None = Field(
        None,
        description="Variables of your own, such as `comanda`, written as `{comanda}`: whoever sends the reply gives "
        "their values.",
    )
    format: ReplyFormat = Field(
        "plain",
        description="`markup` if the texts have paragraphs, lists, `**bold**`, `*italics*` and `[links](https://...)`, "
        "which a mail shows; other channels get the text.",
    )
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the reply has another."
    )


class ArchiveReply(Request):
    """Which canned reply to take away."""

    name: ReplyName = Field(description="By which name people find the reply.")


class Reply(Response):
    """A canned reply."""

    name: str = Field(description="By which name people find the reply.")
    texts: dict[str, str] = Field(description="The text in each language that it has one in.")
    subjects: dict[str, str] | None = Field(None, description="The subject of a mail in each language, if it has one.")
    variables: list[str] | None = Field(None, description="Its variables of your own, if it has any.")
    format: ReplyFormat | None = Field(None, description="`markup` if its texts are; absent of a plain one.")
    text: str | None = Field(None, description="With a contact: the text in their language, filled in.")
    html: str | None = Field(None, description="With a contact, of `markup`: the same text as a mail shows it.")
    subject: str | None = Field(None, description="With a contact: the subject in their language, filled in.")
    language: str | None = Field(None, description="The language of `text`.")
    missing: list[str] | None = Field(
        None, description="The variables of `text` that have no value, which it leaves out; absent when it has all."
    )
    version: int = Field(description="The version of the resource; it increases with each change.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class Replies(Response):
    """Canned replies, by name."""

    replies: list[Reply] = Field(description="The replies, in the order of their names.")


class ArchivedReply(Response):
    """A canned reply that is gone."""

    name: str = Field(description="By which name people find the reply.")
    archived: bool = Field(description="Always true.")
