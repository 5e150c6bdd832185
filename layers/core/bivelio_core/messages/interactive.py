"""What a message has beside its text: buttons, a list to choose from, files, the parts of a template of WhatsApp."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import LINE, ONE_DIRECTION, Request

MOST_BUTTONS, MOST_CHOICES, MOST_FILES = 10, 10, 10

Url = Annotated[str, Field(min_length=1, max_length=2_048, pattern=r"^https?://[^\s]+$")]
ChoiceId = Annotated[str, Field(min_length=1, max_length=200), LINE]
Value = Annotated[str, Field(min_length=1, max_length=1_024)]


class MessageFile(Request):
    """A file that goes with a mail."""

    url: Url | None = Field(None, description="A public https URL of the file.")
    document_id: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="One of your documents, instead of `url`."
    )
    filename: Annotated[str, Field(min_length=1, max_length=240), LINE, ONE_DIRECTION] | None = Field(
        None, description="The name of the file, as the recipient sees it."
    )


class MessageButton(Request):
    """A button below a text: one that answers with its `id`, or one that opens a page, on WhatsApp the only one."""

    title: Annotated[str, Field(min_length=1, max_length=64), LINE] = Field(
        description="What the button says; up to 20 characters on WhatsApp."
    )
    id: ChoiceId | None = Field(
        None, description="What the answer names as its `choice`; on Telegram up to 64 bytes of UTF-8."
    )
    url: Url | None = Field(None, description="The page that the button opens, instead of `id`.")


class MessageChoice(Request):
    """A row of a list to choose from."""

    id: ChoiceId = Field(description="What the answer names as its `choice`.")
    title: Annotated[str, Field(min_length=1, max_length=24), LINE] = Field(description="What the row says.")
    description: Annotated[str, Field(min_length=1, max_length=72), LINE] | None = Field(
        None, description="A line below the title."
    )


class ChoiceSection(Request):
    """Rows of a list under a title."""

    title: Annotated[str, Field(min_length=1, max_length=24), LINE] = Field(description="What stands above its rows.")
    rows: Annotated[list[MessageChoice], Field(min_length=1, max_length=MOST_CHOICES)] = Field(
        description="What can be chosen in this section."
    )


class ChoiceList(Request):
    """A list to choose from, which a button below the text opens; on WhatsApp."""

    button: Annotated[str, Field(min_length=1, max_length=20), LINE] = Field(description="What the button says.")
    rows: Annotated[list[MessageChoice], Field(min_length=1, max_length=MOST_CHOICES)] | None = Field(
        None, description="The rows, up to 10."
    )
    sections: Annotated[list[ChoiceSection], Field(min_length=1, max_length=MOST_CHOICES)] | None = Field(
        None, description="The rows under titles, instead of `rows`: up to 10 in all."
    )

    @property
    def all_rows(self) -> list[MessageChoice]:
        """The rows, of all sections."""
        return [*(self.rows or ()), *(row for section in self.sections or () for row in section.rows)]


class TemplateHeader(Request):
    """What the header of a template is filled with: the value of its variable, or its file."""

    type: Literal["text", "image", "video", "document"] = Field(description="What the template's header is.")
    text: Annotated[str, Field(min_length=1, max_length=60), LINE] | None = Field(
        None, description="The value of the header's variable."
    )
    name: Annotated[str, Field(min_length=1, max_length=60), LINE] | None = Field(
        None, description="The name of the header's variable, where the template's variables have names."
    )
    url: Url | None = Field(None, description="A public https URL of the file.")
    document_id: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="One of your documents, instead of `url`."
    )
    filename: Annotated[str, Field(min_length=1, max_length=240), LINE, ONE_DIRECTION] | None = Field(
        None, description="The name of a document, as the recipient sees it."
    )


class TemplateButton(Request):
    """What a button of a template is filled with, by the place of the button."""

    index: Annotated[int, Field(ge=0, le=9)] = Field(description="The place of the button among all, from 0.")
    url_suffix: Value | None = Field(None, description="The end of the URL of a button that opens a page.")
    payload: Annotated[str, Field(min_length=1, max_length=128), LINE] | None = Field(
        None, description="What the answer names as its `choice`, of a button that answers."
    )
