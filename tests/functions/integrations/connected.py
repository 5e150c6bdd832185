"""Connections of the test's own, and providers on 127.0.0.1 to connect to."""

import json
from collections.abc import Callable
from typing import Any

from tests.api import Answer, call
from tests.receiver import Received, Receiver, Reply

SANDBOX = {"environment": "sandbox"}
WHATSAPP = {
    "phone_number_id": "106540352242922",
    "business_account_id": "102290129340398",
    "access_token": "EAAG-access-token-secret",
    "app_secret": "app-secret-of-meta",
    "verify_token": "verify-token-chosen",
}
TELEGRAM = {"bot_token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}
SMTP = {
    "host": "smtp.exemple.com",
    "port": 587,
    "username": "info@exemple.com",
    "password": "password-of-the-mailbox",
    "from_address": "info@exemple.com",
}

MCP: dict[str, Any] = {
    "url": "https://mcp.exemple.com/mcp",
    "token": "token-of-the-mcp-server",
    "tools": {"read_range": {"tool": "get"}},
}
BODIES: dict[str, dict[str, Any]] = {
    "whatsapp": {"provider": "whatsapp", "whatsapp": WHATSAPP},
    "telegram": {"provider": "telegram", "telegram": TELEGRAM},
    "smtp": {"provider": "smtp", "smtp": SMTP},
    "gmail": {"provider": "gmail"},
    "google_calendar": {"provider": "google_calendar"},
    "mcp": {"provider": "mcp", "name": "google_sheets", "mcp": MCP},
}
SECRETS = (
    *(WHATSAPP[name] for name in ("access_token", "app_secret", "verify_token")),
    TELEGRAM["bot_token"],
    str(SMTP["password"]),
    str(MCP["token"]),
)


def connect(provider: str, **changed: Any) -> Answer:
    """Connect an account in the sandbox, where every provider is simulated."""
    return call("integrations.connect", {**BODIES[provider], **changed}, caller=SANDBOX)


def provider(answer: Callable[[Received], Any]) -> Receiver:
    """A provider that answers each request with a JSON document, or with a Reply of its own."""

    def reply(request: Received) -> Reply:
        found = answer(request)
        if isinstance(found, Reply):
            return found
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(found).encode())

    return Receiver(reply)


def address(receiver: Receiver) -> str:
    """The address of a provider, without a path."""
    return f"http://127.0.0.1:{receiver.port}"
