"""The provider-independent form of incoming data: a message, a change of one, a status of ours, or a changed id."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bivelio_core.aws_calls import PlainCause
from bivelio_core.contacts.reach import Address
from bivelio_core.messages.models import Status
from bivelio_core.providers.messaging.port import Channel

LONGEST_TEXT = 50_000
DEEPEST, WIDEST = 8, 200
LARGEST_NUMBER, SMALLEST_NUMBER = 10**30, 1e-100


class ProviderDelivery(Protocol):
    """Data that a provider has delivered to a connection."""

    @property
    def source(self) -> str:
        """The channel."""

    @property
    def connection(self) -> str:
        """The connection."""

    def content(self) -> bytes:
        """The bytes as they came in."""


class UnreadableDelivery(PlainCause):
    """The data cannot be stored. The text gives the reason and repeats nothing of the data."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail; its content is empty when it is larger than what is kept."""

    file_name: str
    content_type: str
    content: bytes = field(repr=False)
    size_bytes: int


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that a message only refers to, as the message describes it; the content's `data` is the reference."""

    file_name: str
    content_type: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in. `provider_id` is by what it is stored once, `thread` the Message-IDs before a mail.

    `headers` are the addresses of `From` and `Reply-To` of a mail in which they differ, `calendars` its iCalendar
    objects; with `is_verified` the receiving server vouches for its sender. With `is_echo` it is a message of ours,
    written on the phone of our number, and `addresses` are of the person who got it.
    """

    channel: Channel
    provider_id: str
    addresses: Sequence[Address]
    name: str
    sender: str
    to: str
    content: dict[str, Any] = field(repr=False)
    sent_at: str
    reply_to: str | None = None
    thread: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    file: RemoteFile | None = None
    verdicts: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    calendars: Sequence[bytes] = field(default=(), repr=False)
    is_verified: bool = False
    is_automatic: bool = False
    is_truncated: bool = False
    opens_window: bool = False
    profile: dict[str, str] = field(default_factory=dict)
    is_echo: bool = False


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A provider's status of one of our messages, by the provider's id and, if repeated, by ours."""

    channel: Channel
    provider_id: str
    status: Status
    at: str
    message_id: str | None = None
    error: dict[str, Any] | None = None
    pricing: dict[str, Any] | None = None
    is_hard_bounce: bool = False


@dataclass(frozen=True, slots=True)
class Relinked:
    """A person has changed to another address."""

    old: Address
    new: Address


@dataclass(frozen=True, slots=True)
class Edited:
    """A person has edited one of their messages: the ids of the message and of the edit."""

    channel: Channel
    provider_id: str
    change_id: str
    content: dict[str, Any] = field(repr=False)
    at: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody has deleted a message of theirs. `provider_id` is the message's."""

    channel: Channel
    provider_id: str
    at: str


@dataclass(frozen=True, slots=True)
class Preference:
    """What a person has chosen at the provider: no advertising of ours, or advertising again."""

    channel: Channel
    addresses: Sequence[Address]
    wish: Literal["stop", "start"]
    at: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """Somebody has called a message of ours spam, or asks through their provider for no more. By the provider's id."""

    channel: Channel
    provider_id: str
    at: str
    wants_none: bool = False


@dataclass(frozen=True, slots=True)
class PastMessage:
    """A message from before a number was connected, as its phone tells it."""

    provider_id: str
    is_ours: bool
    content: dict[str, Any] = field(repr=False)
    sent_at: str
    status: Status
    reply_to: str | None = None
    file: RemoteFile | None = None


@dataclass(frozen=True, slots=True)
class PastThread:
    """Messages with one person from before a number was connected, in any order; `to` is that number."""

    addresses: Sequence[Address]
    name: str
    to: str
    messages: Sequence[PastMessage]


@dataclass(frozen=True, slots=True)
class PastProgress:
    """How much of the past a phone has told by now, in per cent, or what its provider says of why it tells none."""

    percent: int
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class AddressBook:
    """What somebody's phone calls people, by their phones."""

    names: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Data that is not stored, with the reason."""

    reason: str


Past = PastThread | PastProgress | AddressBook
Arrived = Incoming | Edited | Deleted | StatusUpdate | Relinked | Preference | Complaint | Past | Skipped


def text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """Return a storable text: a non-text becomes empty, a lone surrogate is replaced, a long text is cut."""
    if not isinstance(value, str):
        return ""
    return value[:longest].encode("utf-8", "replace").decode()


def storable(value: Any, depth: int = 0) -> Any:
    """Return a JSON value that an item can hold: cut where it is too deep, wide or long, huge integers as texts."""
    match value:
        case str():
            return text(value)
        case bool() | None:
            return value
        case int():
            return value if abs(value) < LARGEST_NUMBER else text(str(value), 100)
        case float():
            is_kept = math.isfinite(value) and (not value or SMALLEST_NUMBER < abs(value) < LARGEST_NUMBER)
            return value if is_kept else None
        case dict() if depth < DEEPEST:
            return {text(name, 200): storable(part, depth + 1) for name, part in list(value.items())[:WIDEST] if name}
        case list() if depth < DEEPEST:
            return [storable(part, depth + 1) for part in value[:WIDEST]]
        case _:
            return None


def object_of(value: Any) -> dict[str, Any]:
    """A JSON object, {} for anything else."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a JSON array, [] for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
