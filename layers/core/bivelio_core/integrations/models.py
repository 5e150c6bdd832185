"""Integrations: the models of requests and responses. Secrets are in requests only."""

from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field

from bivelio_core.models import (
    DISTINCT,
    EXACTLY,
    LINE,
    CalendarId,
    ListRequest,
    NullableResponse,
    Pagination,
    Request,
    Response,
    Timestamp,
    WebOrigin,
)

from .shown import PhoneHistory, Reporting, SendingDomain

Provider = Literal["whatsapp", "telegram", "smtp", "gmail", "webchat", "google_calendar", "mcp"]
Status = Literal["pending", "active", "broken"]

ConnectionId = Annotated[str, Field(min_length=1, max_length=100, examples=["cn_w1x2y3z4"])]
Secret = Annotated[str, EXACTLY, Field(min_length=1, max_length=1_200, pattern=r"^[\x21-\x7e]+$")]
"""A token as it travels in a header: printable ASCII without spaces."""
Password = Annotated[str, EXACTLY, Field(min_length=1, max_length=512, pattern=r"^[\x20-\x7e]+$")]
Line = Annotated[str, Field(min_length=1, max_length=200), LINE]


class WhatsAppAccount(Request):
    """A phone number of a WhatsApp Business account, and the app that it belongs to, both at Meta."""

    phone_number_id: Annotated[str, Field(pattern=r"^[0-9]{1,30}$")] = Field(
        description="The id of the phone number at Meta; not the number itself."
    )
    business_account_id: Annotated[str, Field(pattern=r"^[0-9]{1,30}$")] | None = Field(
        None, description="The id of the WhatsApp Business account; needed to list its templates and to be reported to."
    )
    access_token: Secret = Field(description="A permanent access token of a system user. Never shown again.")
    app_secret: Secret = Field(description="The secret of the app, with which Meta signs. Never shown again.")
    verify_token: Annotated[Secret, Field(min_length=8)] = Field(
        description="A text of your choice, by which Meta's question about the URL is known. Never shown again."
    )


class TelegramBot(Request):
    """A bot of Telegram, made with @BotFather."""

    bot_token: Annotated[str, EXACTLY, Field(pattern=r"^[0-9]{1,20}:[A-Za-z0-9_-]{20,100}$")] = Field(
        description="The token that @BotFather gave. Never shown again."
    )


class SmtpAccount(Request):
    """An account on a mail server that accepts mail for submission, on port 465 or 587, under TLS."""

    host: Annotated[str, Field(min_length=1, max_length=253)] = Field(description="The name of the mail server.")
    port: Annotated[int, Field(ge=1, le=65_535, description="465 (TLS from the first byte) or 587 (STARTTLS).")] = 587
    username: Annotated[str, EXACTLY, Field(min_length=1, max_length=254, pattern=r"^[\x20-\x7e]+$")] | None = Field(
        None, description="The user name on the server."
    )
    password: Password | None = Field(None, description="The password. Never shown again.")
    from_address: Annotated[str, Field(min_length=3, max_length=254)] = Field(
        description="The address that messages come from."
    )
    from_name: Line | None = Field(None, description="The name that messages come from.")
    dkim_selector: Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9_.-]{0,61}[a-z0-9])?$")] | None = Field(
        None, description="The selector of DKIM that the server signs with, by which its key is looked for."
    )


ChatLanguage = Literal["ca", "es", "en"]
Greeting = Annotated[str, Field(min_length=1, max_length=500)]


class WebChat(Request):
    """A chat on your site: where it may be, and how it looks. It has no secrets."""

    origins: Annotated[list[WebOrigin], Field(min_length=1, max_length=10), DISTINCT] = Field(
        description="The sites that may show it, by scheme and host. Others are refused."
    )
    title: Line | None = Field(None, description="What it is called at its top; by default what each language says.")
    greeting: Annotated[dict[ChatLanguage, Greeting], Field(max_length=3)] = Field(
        default_factory=dict, description="What it says before anybody has written, by language."
    )
    languages: Annotated[list[ChatLanguage], Field(min_length=1, max_length=3), DISTINCT] = Field(
        default_factory=lambda: [*get_args(ChatLanguage)],
        description="The languages it speaks: that of the page, else the first.",
    )
    color: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", examples=["#1d4e7c"])] = Field(
        "#1d4e7c", description="The colour of its button and of the visitor's messages."
    )
    position: Literal["right", "left"] = Field("right", description="At which side of the page its button is.")


ToolName = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]


class RangeNames(Request):
    """What a server calls the two parts of a range in A1 notation, which it wants apart."""

    sheet: ToolName = Field(description="The server's parameter for the sheet.")
    cells: ToolName = Field(description="The server's parameter for the cells.")


class ServerTool(Request):
    """A tool of a server, under a name of yours."""

    tool: ToolName = Field(description="The server's name of the tool.")
    parameters: Annotated[dict[ToolName, ToolName], Field(max_length=50)] = Field(
        default_factory=dict, description="By the name of a parameter of yours, that of the server's."
    )
    ranges: Annotated[dict[ToolName, RangeNames], Field(max_length=10)] = Field(
        default_factory=dict, description="By the name of a parameter of yours that is a range, those of its two parts."
    )


class ServerSignIn(Request):
    """How its owner signs us in at an MCP server; empty unless the server registers no apps by itself."""

    client_id: Secret | None = Field(None, description="The id of an app that you have registered at the server.")
    client_secret: Annotated[Secret, Field(max_length=1_000)] | None = Field(
        None, description="The secret of that app. Never shown again."
    )
    scope: Annotated[str, Field(min_length=1, max_length=1_000), LINE] | None = Field(
        None, description="What to ask for, with spaces between; by default what the server says."
    )


class McpServer(Request):
    """An MCP server, by its URL, and how our tools are called there.

    Without a token, a server that wants one is asked who gives it: the connection is `pending` until its owner has
    consented at `consent_url`, as Google's.
    """

    url: Annotated[str, Field(min_length=1, max_length=2_048, pattern=r"^https?://[^\s]+$")] = Field(
        description="A public https URL, on port 443 or 8443."
    )
    token: Secret | None = Field(None, description="A bearer token for the server. Never shown again.")
    oauth: ServerSignIn | None = Field(
        None, description="Sign in to the server instead: `{}`, or the app that you have registered there."
    )
    tools: Annotated[dict[ToolName, ServerTool], Field(max_length=50)] = Field(
        default_factory=dict, description="By a name of yours, the tool of the server that it calls."
    )


class GoogleCalendarAccount(Request):
    """Which calendar an account at Google is kept in step with, and whose account it is."""

    calendar_id: CalendarId = Field(
        "primary", description="The calendar of yours whose events it has; `primary` is that of the organisation."
    )
    user_id: Annotated[str, Field(min_length=1, max_length=100, examples=["usr_0123456789abcdef"])] | None = Field(
        None,
        description="The member of the organisation whose account it is; it is disconnected when they leave. Without "
        "it, it is the organisation's.",
    )


class ConnectIntegration(Request):
    """Which service to connect, with the object of the same name; Gmail needs none, Google Calendar may go without.

    The account is tried at once, and refused when the service does not accept it. Google's, and MCP servers to which
    one signs in, are `pending` until their owner has consented at `consent_url` and `/integrations/complete` was
    called. An MCP server to which one signs in is connected again by the same name and URL. A chat of a site that is
    there, named by its `id`, gets the settings that are given.
    """

    provider: Provider = Field(description="The kind of service.")
    id: ConnectionId | None = Field(
        None,
        description="For the provider `webchat`: a chat that you have. Its settings become those of `webchat`, all of "
        "them; its address, its snippet and the sessions of its visitors stay.",
    )
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")] | None = Field(
        None, description="A name of your choice; MCP servers are called by it (`google_sheets`)."
    )
    whatsapp: WhatsAppAccount | None = Field(None, description="For the provider `whatsapp`.")
    telegram: TelegramBot | None = Field(None, description="For the provider `telegram`.")
    smtp: SmtpAccount | None = Field(None, description="For the provider `smtp`.")
    mcp: McpServer | None = Field(None, description="For the provider `mcp`.")
    webchat: WebChat | None = Field(None, description="For the provider `webchat`.")
    google_calendar: GoogleCalendarAccount | None = Field(
        None, description="For the provider `google_calendar`, where it is not the organisation's only account."
    )


class CompleteIntegration(Request):
    """What the service added to the URL that it sent the account's owner back to."""

    id: ConnectionId = Field(description="The id of the connection.")
    state: Annotated[str, Field(min_length=1, max_length=200)] = Field(description="`state` of the URL.")
    code: Annotated[str, EXACTLY, Field(min_length=1, max_length=2_048)] = Field(description="`code` of the URL.")
    iss: Annotated[str, EXACTLY, Field(min_length=1, max_length=2_048)] | None = Field(
        None, description="`iss` of the URL, if it has one: which server sent the owner back."
    )


class GetIntegration(Request):
    """Which connection to read."""

    id: ConnectionId = Field(description="The id of the connection.")


class TestIntegration(Request):
    """Which connection to try."""

    id: ConnectionId = Field(description="The id of the connection.")


class DisconnectIntegration(Request):
    """Which connection to remove, with its secrets."""

    id: ConnectionId = Field(description="The id of the connection.")


class ListIntegrations(ListRequest):
    """Which page of connections, newest first."""

    provider: Provider | None = Field(None, description="Only connections to this kind of service.")


class Connection(NullableResponse):
    """An account at another service. Its secrets are never shown."""

    nullable: ClassVar[frozenset[str]] = frozenset({"checked_at"})

    id: str = Field(description="The id of the connection.")
    provider: Provider = Field(description="The kind of service.")
    name: str = Field(description="The name of the connection.")
    status: Status = Field(
        description="`pending` until its owner has consented, `active`, or `broken`: the service takes it no more."
    )
    broken_reason: str | None = Field(None, description="Why it is broken.")
    account: str | None = Field(None, description="The number, bot or address, as the service names it.")
    settings: dict[str, Any] = Field(description="What was given to connect it, without the secrets.")
    inbound_url: str | None = Field(
        None,
        description="The URL at which the service reports to us; enter it there. Of a web chat, its own page.",
    )
    reporting: Reporting | None = Field(
        None, description="Of WhatsApp, whether Meta reports to `inbound_url`; `/integrations/test` tells it again."
    )
    phone_history: PhoneHistory | None = Field(
        None, description="Of a WhatsApp number that stays on its phone: how much of its past messages has come."
    )
    snippet: str | None = Field(None, description="Of a web chat, the line of HTML that puts it on your site.")
    inbound_address: str | None = Field(
        None, description="The address at which we receive mail for it; have answers forwarded there."
    )
    sending_domain: SendingDomain | None = Field(
        None, description="Of mail, once `/integrations/test` was asked: the records of the domain it comes from."
    )
    checked_at: Timestamp | None = Field(None, description="When it was last tried with success.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class ConnectedIntegration(Connection):
    """A connection, and where its owner has to consent, if the service asks for that."""

    consent_url: str | None = Field(None, description="The page of the service at which the account's owner consents.")
    consent_expires_at: Timestamp | None = Field(None, description="Until when that counts: ten minutes.")


class ConnectionPage(Response):
    """A page of connections."""

    connections: list[Connection] = Field(description="The connections of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class DisconnectedIntegration(Response):
    """A connection that was removed."""

    id: str = Field(description="The id of the connection.")
    disconnected: Literal[True] = Field(True, description="Always true.")
