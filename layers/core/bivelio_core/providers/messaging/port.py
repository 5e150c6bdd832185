"""What every channel promises: check an account, and send one message by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Channel = Literal["whatsapp", "telegram", "email", "webchat"]
CHANNELS: tuple[Channel, ...] = ("whatsapp", "telegram", "email", "webchat")

Provider = Literal["whatsapp", "telegram", "smtp", "gmail", "webchat"]

CHANNEL_OF: dict[Provider, Channel] = {
    "whatsapp": "whatsapp",
    "telegram": "telegram",
    "smtp": "email",
    "gmail": "email",
    "webchat": "webchat",
}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account at a provider: what may be shown of it, and its secrets, which `repr` leaves out."""

    provider: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Media:
    """A file to send, whole."""

    content: bytes = field(repr=False)
    content_type: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Footer:
    """How the recipient of an advertising mail gets no more: a link and a mail that do it, and what the mail says.

    `url` and `mail` are "" where there is none; `label` is the text of the link.
    """

    url: str
    mail: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to send. `content` is as the API takes it, by `type`; `media` is the file that it names.

    `id` is ours and the same at every try: providers that can are told it. `thread` are the Message-IDs of the mails
    that this one answers, the oldest first; `files` go with the text of a mail. `is_automatic` says that a workflow
    sends it, not a person.
    """

    id: str
    to: str
    content: Mapping[str, Any] = field(repr=False)
    media: Media | None = None
    files: Sequence[Media] = ()
    reply_to: str | None = None
    thread: Sequence[str] = ()
    is_automatic: bool = False
    footer: Footer | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has taken the message, under an id of its own.

    `follow_ups` are the webhooks that a simulated provider would send of it, as their bytes.
    """

    provider_id: str
    follow_ups: Sequence[bytes] = ()


class Sender(Protocol):
    """The port. Both raise failures.ProviderFailure."""

    def check(self, account: Account) -> Mapping[str, Any]:
        """Ask the provider whether the account works; what it is called there, to be shown (`name`, `address`)."""

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:
        """Send a message, once."""


class FileSource(Protocol):
    """The port of the files of messages that came in, where messages only refer to them."""

    def fetch(self, account: Account, reference: Mapping[str, Any], *, maximum_bytes: int) -> bytes:
        """The file that a message refers to. Raises failures.TooLarge, and failures.ProviderFailure in other cases."""


class Presence(Protocol):
    """The port of what a person sees before there is an answer, where a channel has it."""

    def show_writing(self, account: Account, provider_id: str, *, timeout_seconds: float) -> None:
        """Show that a message that came in was read, and that somebody writes. Raises failures.ProviderFailure."""


def size(media: Media | None) -> int:
    """The bytes of a file."""
    return 0 if media is None else len(media.content)
