"""Whether an account may be connected, and whether it works: asked of its provider."""

from collections.abc import Mapping
from typing import Any, NoReturn

from bivelio_core import egress
from bivelio_core.egress import mail
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import register
from bivelio_core.providers.messaging import registry
from bivelio_core.providers.messaging.failures import OutcomeUnknown, ProviderFailure, Refused
from bivelio_core.providers.messaging.port import Account

from .errors import IntegrationError, IntegrationUnavailable
from .models import ConnectIntegration, SmtpAccount
from .oauth.calls import ask

MAIL_SERVER = register("integrations", "mail_server_not_allowed")
NAME_TAKEN = register("integrations", "name_taken")
NOT_A_MEMBER = register("integrations", "not_a_member")
NOT_A_CHAT = register("integrations", "not_a_chat")
OBJECTS = ("whatsapp", "telegram", "smtp", "mcp", "webchat")
OPTIONAL_OBJECTS = ("google_calendar",)
CHECK_SECONDS = 8.0
MAXIMUM_CHALLENGE = 4_096
NOT_ALLOWED = frozenset({401, 403})
PING = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'


def require_consistent(request: ConnectIntegration) -> None:
    """The object of the provider is there and no other one. Raises ValidationError or Unprocessable."""
    for name in (*OBJECTS, *OPTIONAL_OBJECTS):
        account = getattr(request, name)
        if name == request.provider and account is None and name in OBJECTS:
            raise ValidationError.of(name, "required")
        if name != request.provider and account is not None:
            raise ValidationError.of(name, "one_of")
    if request.id is not None and request.provider != "webchat":
        raise ValidationError.of("id", NOT_A_CHAT)
    if request.provider == "mcp" and request.name is None:
        raise ValidationError.of("name", "required")
    if request.smtp is not None:
        _require_mail_server(request.smtp)
    if request.mcp is not None:
        if request.mcp.token is not None and request.mcp.oauth is not None:
            raise ValidationError.of("mcp.oauth", "one_of")
        try:
            egress.check(request.mcp.url)
        except egress.EgressRefused as refusal:
            raise Unprocessable.of("mcp.url", "url_not_allowed") from refusal


def _require_mail_server(server: SmtpAccount) -> None:
    if (server.username is None) != (server.password is None):
        raise ValidationError.of("smtp.username" if server.username is None else "smtp.password", "required")
    _require_address(server.from_address)
    try:
        mail.check(server.host, server.port)
    except egress.EgressRefused as refusal:
        raise Unprocessable.of("smtp.host", MAIL_SERVER) from refusal
    except egress.EgressFailed as failure:
        raise IntegrationUnavailable("provider_unavailable") from failure


def _require_address(address: str) -> None:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        ascii_address = validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError as error:
        raise ValidationError.of("smtp.from_address", "format", expected="email") from error
    if ascii_address is None:
        raise ValidationError.of("smtp.from_address", "format", expected="email")


def works(account: Account, *, is_sandbox: bool) -> Mapping[str, Any]:
    """What the provider calls the account. Raises IntegrationError or IntegrationUnavailable."""
    try:
        if account.provider == "mcp":
            return {} if is_sandbox else _mcp(account)
        provider = "gmail" if account.provider == "google_calendar" else account.provider
        return registry.sender(provider, is_sandbox=is_sandbox).check(account)
    except ProviderFailure as failure:
        tell(failure)


def tell(failure: ProviderFailure) -> NoReturn:
    """Raise what a caller is told of a provider's failure to do what may be asked again."""
    if isinstance(failure, Refused):
        raise IntegrationError(failure.reason, provider_message=failure.text) from failure
    reason = "provider_unavailable" if isinstance(failure, OutcomeUnknown) else failure.reason
    raise IntegrationUnavailable(reason, retry_after=failure.retry_after) from failure


def _mcp(account: Account) -> Mapping[str, Any]:
    """Whether the server answers, and takes the token; which protocol it speaks is found out by who calls its tools."""
    if challenge(account.settings["url"], account.secrets.get("token")) is not None:
        raise Refused("credentials_rejected")
    return {}


def challenge(url: str, token: str | None = None) -> str | None:
    """What an MCP server asks of who comes with a token, or with none; None when it lets them in.

    The text is the header's (RFC 9110, section 11.6.1), empty where there is none. Raises Refused, Unavailable.
    """
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    answer = ask("POST", url, headers=headers, body=PING, seconds=CHECK_SECONDS)
    return answer.headers.get("www-authenticate", "")[:MAXIMUM_CHALLENGE] if answer.status in NOT_ALLOWED else None
