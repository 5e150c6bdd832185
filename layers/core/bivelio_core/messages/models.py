"""Messages: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, model_serializer

from bivelio_core.faults import broken
from bivelio_core.models import LINE, ONE_DIRECTION, Author, ListRequest, Pagination, Request, Response, Timestamp
from bivelio_core.providers.messaging.port import Channel

from .interactive import (
    MOST_BUTTONS,
    MOST_FILES,
    ChoiceList,
    MessageButton,
    MessageFile,
    TemplateButton,
    TemplateHeader,
    Url,
    Value,
)

MAXIMUM_METADATA = 20
MAXIMUM_METADATA_BYTES = 4_096
MAXIMUM_HTML = 100_000
MOST_COPIES = 20

Type = Literal["text", "template", "image", "document", "audio", "video", "location", "reaction"]
Status = Literal["queued", "sent", "delivered", "read", "failed", "received"]
Direction = Literal["inbound", "outbound"]
Purpose = Literal["service", "marketing"]

MessageId = Annotated[str, Field(min_length=1, max_length=100, examples=["msg_v1w2x3y4"])]
ContactId = Annotated[str, Field(min_length=1, max_length=100, examples=["ct_abc123"])]
ConnectionId = Annotated[str, Field(min_length=1, max_length=100, examples=["cn_w1x2y3z4"])]
Text = Annotated[str, Field(min_length=1, max_length=65_536)]
MailAddress = Annotated[str, Field(min_length=3, max_length=254), LINE]
VariableName = Annotated[str, Field(min_length=1, max_length=60), LINE]


def _check_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    if any(not isinstance(value, str | int | float | bool | None) for value in metadata.values()):
        raise broken("type", expected="string")
    size = sum(len(name.encode()) + len(str(value).encode()) for name, value in metadata.items())
    if size > MAXIMUM_METADATA_BYTES:
        raise broken("max_bytes", limit=MAXIMUM_METADATA_BYTES)
    return metadata


Metadata = Annotated[
    dict[Annotated[str, Field(min_length=1, max_length=100)], Any],
    Field(max_length=MAXIMUM_METADATA),
    AfterValidator(_check_metadata),
]


class MessageContent(Request):
    """What a message says; which fields there are depends on its `type` and on the channel."""

    type: Type = Field("text", description="The type of content.")
    body: Text | None = Field(
        None,
        description="The text, of `text`; up to 4,096 characters but in e-mails. Of a `reaction` the emoji.",
    )
    subject: Annotated[str, Field(min_length=1, max_length=500), LINE] | None = Field(
        None, description="The subject of an e-mail."
    )
    html: Annotated[str, Field(min_length=1, max_length=MAXIMUM_HTML)] | None = Field(
        None, description="The same text as HTML, of an e-mail."
    )
    cc: Annotated[list[MailAddress], Field(max_length=MOST_COPIES)] | None = Field(
        None, description="Who else gets an e-mail, as all its recipients see: up to 20 addresses."
    )
    bcc: Annotated[list[MailAddress], Field(max_length=MOST_COPIES)] | None = Field(
        None, description="Who else gets an e-mail, as no other recipient sees: up to 20 addresses."
    )
    files: Annotated[list[MessageFile], Field(min_length=1, max_length=MOST_FILES)] | None = Field(
        None, description="Files that go with the text of an e-mail: up to 10, together 10 MB."
    )
    name: Annotated[str, Field(min_length=1, max_length=512), LINE] | None = Field(
        None,
        description="The name of the template, or of the place. A template of WhatsApp is one of Meta's; on another "
        "channel it is a canned reply.",
    )
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")] | None = Field(
        None,
        description="The language of the template, such as `ca` or `en_US`; of a canned reply, by default the "
        "contact's.",
    )
    parameters: Annotated[list[Value], Field(max_length=50)] | None = Field(
        None, description="The values of the template's variables, in their order."
    )
    variables: Annotated[dict[VariableName, Value], Field(max_length=50)] | None = Field(
        None, description="The same by name, of a template whose variables have names, or of a canned reply."
    )
    header: TemplateHeader | None = Field(None, description="What the template's header is filled with.")
    template_buttons: Annotated[list[TemplateButton], Field(max_length=MOST_BUTTONS)] | None = Field(
        None, description="What the template's buttons are filled with."
    )
    buttons: Annotated[list[MessageButton], Field(min_length=1, max_length=MOST_BUTTONS)] | None = Field(
        None, description="Buttons below a text: up to 3 on WhatsApp, 10 on Telegram."
    )
    choices: ChoiceList | None = Field(None, description="A list to choose from, below a text on WhatsApp.")
    url: Url | None = Field(None, description="A public https URL of the file of an image, document, audio or video.")
    document_id: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="One of your documents, instead of `url`."
    )
    caption: Annotated[str, Field(min_length=1, max_length=1_024)] | None = Field(
        None, description="A text beside the file."
    )
    filename: Annotated[str, Field(min_length=1, max_length=240), LINE, ONE_DIRECTION] | None = Field(
        None, description="The name of the file, as the recipient sees it."
    )
    latitude: Annotated[float, Field(ge=-90, le=90, strict=False)] | None = Field(
        None, description="The latitude of the place, in degrees."
    )
    longitude: Annotated[float, Field(ge=-180, le=180, strict=False)] | None = Field(
        None, description="The longitude of the place, in degrees."
    )
    address: Annotated[str, Field(min_length=1, max_length=1_024), LINE] | None = Field(
        None, description="The address of the place."
    )


class SendMessage(Request):
    """A message to one recipient, named by `to` or `contact_id`, with its content in `message` or, short, `body`."""

    channel: Channel = Field(description="By which channel it goes: `email`, `whatsapp`, `telegram` or `webchat`.")
    to: Annotated[str, Field(min_length=1, max_length=254, examples=["+34 612 345 678"])] | None = Field(
        None,
        description="A phone or, for who has shared none, a user id such as `ES.1349120865` (WhatsApp), a chat id "
        "(Telegram), an address (e-mail) or the session of somebody who has written (web chat).",
    )
    contact_id: ContactId | None = Field(None, description="A contact that has an address on the channel.")
    message: MessageContent | None = Field(None, description="The content.")
    body: Text | None = Field(None, description="The text of a message of the type `text`, instead of `message`.")
    subject: Annotated[str, Field(min_length=1, max_length=500), LINE] | None = Field(
        None, description="The subject, beside `body`, of an e-mail."
    )
    metadata: Metadata = Field(
        default_factory=dict, description="Names and values of your own: up to 20, 4 kB. They are not sent."
    )
    connection_id: ConnectionId | None = Field(
        None, description="By which connection; by default the oldest of the channel that works."
    )
    reply_to: MessageId | None = Field(None, description="The message that this one answers.")
    purpose: Purpose = Field(
        "service",
        description="`service` for what the recipient expects; `marketing` for advertising, which is refused (422) "
        "unless the contact has a valid consent for the channel.",
    )


class GetMessage(Request):
    """Which message to read."""

    id: MessageId = Field(description="The id of the message.")


class ListMessages(ListRequest):
    """Which page of messages: of the conversation with a contact, or of the whole organisation; oldest first."""

    contact_id: ContactId | None = Field(None, description="Only the conversation with this contact.")
    channel: Channel | None = Field(None, description="Only this channel.")
    past: bool = Field(
        False, description="Instead what was written with `contact_id` before the number was connected to us."
    )


class MessageError(Response):
    """Why a message failed."""

    reason: str = Field(description="The reason, as in `details.reason` of INTEGRATION_ERROR.")
    message: str | None = Field(None, description="What the provider says.")


class LeftOut(Response):
    """An address of `cc` or `bcc` to which the mail does not go."""

    address: str = Field(description="The address that was left out.")
    reason: str = Field(description="Why messages to it are suppressed.")


class SentMessage(Response):
    """What became of a message when it was sent."""

    message_id: str = Field(description="The id of the message.")
    contact_id: str = Field(description="The contact that it went to; an unknown recipient becomes one.")
    channel: Channel = Field(description="By which channel it went.")
    to: str = Field(description="The address or number that it went to.")
    status: Status = Field(
        description="`sent` when the provider has accepted it, `queued` while it is still to be sent."
    )
    sent_at: Timestamp | None = Field(None, description="When the provider accepted it.")
    whatsapp_message_id: str | None = Field(None, description="The id that WhatsApp gave it.")
    telegram_message_id: str | None = Field(None, description="The id that Telegram gave it, after that of the chat.")
    email_message_id: str | None = Field(None, description="The Message-ID of the e-mail.")
    left_out: list[LeftOut] | None = Field(
        None, description="The addresses of `cc` and `bcc` to which it does not go, since they are suppressed."
    )
    error: MessageError | None = Field(None, description="Why it failed.")


class Message(Response):
    """A message, in either direction."""

    id: str = Field(description="The id of the message.")
    contact_id: str = Field(description="The contact that it is with.")
    channel: Channel = Field(description="By which channel it went or came.")
    direction: Direction = Field(description="`inbound` or `outbound`.")
    sender: str | None = Field(
        None,
        serialization_alias="from",
        validation_alias="from",
        description="The address or number that it came from.",
    )
    to: str | None = Field(None, description="The address or number that it went to.")
    message: dict[str, Any] = Field(description="The content, as it was sent or came in.")
    status: Status = Field(description="How far it has come.")
    purpose: Purpose | None = Field(None, description="`marketing` of advertising; absent of any other message.")
    metadata: dict[str, Any] | None = Field(None, description="Names and values of your own.")
    connection_id: str | None = Field(None, description="The connection that it went or came by.")
    reply_to: str | None = Field(None, description="The message that it answers.")
    author: Author | None = Field(
        None, description="Of a message of yours, who sent it: a user, an API key or a workflow."
    )
    provider_message_id: str | None = Field(None, description="The id that the provider gave it.")
    attachments: list[dict[str, Any]] | None = Field(
        None,
        description="The files that came with it, each `pending`, with its `document_id`, or `refused` for a reason. "
        "A voice note that the front desk has heard has its `transcript`, and its length in `seconds`.",
    )
    verdicts: dict[str, str] | None = Field(None, description="Of an e-mail that came in: `spf`, `dkim`, `dmarc`.")
    headers: dict[str, str] | None = Field(
        None,
        description=(
            "Of an e-mail whose answers are to go elsewhere than to its author: both addresses as the mail has them, "
            "`from` and `reply_to`."
        ),
    )
    calendar: dict[str, str] | None = Field(
        None,
        description=(
            "Of an e-mail with an iCalendar object: its `method`, and the `event_id`, `attendee` and `status` of the "
            "answer that was taken from it, or `ignored`, why none was."
        ),
    )
    echo: bool | None = Field(
        None, description="Whether it was written in the WhatsApp Business app, on the phone of your number."
    )
    past: bool | None = Field(
        None, description="Whether it is from before the number was connected, as its phone has told it."
    )
    automatic: bool | None = Field(None, description="Whether a machine wrote it, such as an absence note.")
    truncated: bool | None = Field(None, description="Whether its text was longer than we keep.")
    error: MessageError | None = Field(None, description="Why it failed.")
    created_at: Timestamp = Field(description="When it was asked for, or came in.")
    sent_at: Timestamp | None = Field(None, description="When it was sent.")
    delivered_at: Timestamp | None = Field(None, description="When it was delivered.")
    read_at: Timestamp | None = Field(None, description="When it was read.")
    profile: dict[str, str] | None = Field(
        None,
        description="What its sender is called on WhatsApp: `name`, `username`, and the `user_id`, which stays when "
        "there is no phone.",
    )
    pricing: dict[str, Any] | None = Field(
        None,
        description="What WhatsApp says of its price: `category`, whether it is `billable`, and the `type` of price.",
    )
    edited_at: Timestamp | None = Field(
        None, description="When its sender last edited it; `message` is what it says since."
    )
    deleted_at: Timestamp | None = Field(
        None, description="When its sender deleted it; `message` has only its `type` since, and there are no files."
    )

    @model_serializer(mode="wrap")
    def _as_documented(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The sender is called `from`, which Python reserves; fields without a value are omitted."""
        fields = {"from" if name == "sender" else name: value for name, value in serialise(self).items()}
        return {name: value for name, value in fields.items() if value is not None}


class MessagePage(Response):
    """A page of messages."""

    messages: list[Message] = Field(description="The messages of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
