"""The adapter of a provider, imported when it is first asked for: the real one, or the sandbox's."""

from importlib import import_module
from typing import Any

from .port import FileSource, Presence, Sender

_HERE = "bivelio_core.providers.messaging"
REAL = {
    "whatsapp": "whatsapp.cloud:CloudApi",
    "telegram": "telegram.bot:BotApi",
    "smtp": "email.smtp:SmtpServer",
    "gmail": "email.gmail:Gmail",
    "webchat": "webchat.session:WebchatSession",
}
SIMULATED = {
    "whatsapp": "whatsapp.simulated:SimulatedWhatsApp",
    "telegram": "telegram.simulated:SimulatedTelegram",
    "smtp": "email.simulated:SimulatedEmail",
    "gmail": "email.simulated:SimulatedEmail",
    "webchat": "webchat.session:WebchatSession",
}


def sender(provider: str, *, is_sandbox: bool, tries: int = 1) -> Sender:
    """The adapter of a provider. `tries` is the number of the try, by which the sandbox's decide."""
    adapter = _resolve((SIMULATED if is_sandbox else REAL)[provider])
    sender_adapter: Sender = adapter(tries) if is_sandbox else adapter()
    return sender_adapter


def files(provider: str, *, is_sandbox: bool) -> FileSource:
    """Where the files of messages by a provider are."""
    source: FileSource = _resolve((SIMULATED if is_sandbox else REAL)[provider])()
    return source


def presence(provider: str, *, is_sandbox: bool) -> Presence:
    """How a provider shows that somebody writes; of the providers that can."""
    adapter: Presence = _resolve((SIMULATED if is_sandbox else REAL)[provider])()
    return adapter


def _resolve(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(f"{_HERE}.{module}"), name)
