"""The templates of a WhatsApp account: models of the request and the answer."""

from pydantic import Field

from bivelio_core.models import ListRequest, Pagination, Response

from .models import ConnectionId


class ListTemplates(ListRequest):
    """Which page of the templates of a WhatsApp account."""

    connection_id: ConnectionId | None = Field(None, description="By default the oldest connection that works.")


class TemplateButtonKind(Response):
    """A button of a template."""

    type: str = Field(description="Meta's type, such as `quick_reply` or `url`.")
    text: str | None = Field(None, description="What it says.")
    url: str | None = Field(None, description="The page that it opens, with its variable as {{1}}.")


class MessageTemplate(Response):
    """A message template of WhatsApp."""

    name: str = Field(description="What WhatsApp calls the template.")
    language: str = Field(description="The language in which the template is written, such as `ca`.")
    status: str = Field(description="Meta's status: only `APPROVED` ones can be sent.")
    category: str | None = Field(None, description="Meta's category.")
    body: str | None = Field(None, description="The text, with its variables as {{1}}.")
    parameters: int = Field(description="How many variables the text has.")
    variables: list[str] | None = Field(None, description="Their names, in their order, where they have names.")
    header: str | None = Field(
        None, description="What its header is, where it has one: `text`, `image`, `video`, `document` or `location`."
    )
    buttons: list[TemplateButtonKind] | None = Field(None, description="Its buttons, in their order.")


class TemplatePage(Response):
    """A page of templates."""

    templates: list[MessageTemplate] = Field(description="The templates of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
