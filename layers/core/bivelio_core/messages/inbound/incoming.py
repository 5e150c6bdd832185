"""What came in, in the words of no provider: a message, a change of one, the status of one of ours, or a changed id."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bivelio_core.aws_calls import PlainCause
from bivelio_core.contacts.reach import Address
from bivelio_core.messages.models import Status
from bivelio_core.providers.messaging.port import Channel

LONGEST_TEXT = 50_000
DEEPEST, WIDEST = 8, 200
LARGEST_NUMBER, SMALLEST_NUMBER = 10**30, 1e-100


class Delivery(Protocol):
    """Something that a provider has brought for a connection."""

    @property
    def source(self) -> str:
        """The channel."""

    @property
    def connection(self) -> str:
        """The connection."""

    def content(self) -> bytes:
        """The bytes as they came in."""


class Unreadable(PlainCause):
    """It cannot be stored; the text says why, and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail; its content is empty when it is larger than what is kept."""

    file_name: str
    content_type: str
    content: bytes = field(repr=False)
    size_bytes: int


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """The file of a message that only refers to it: what is said of it; the reference is the `data` of the content."""

    file_name: str
    content_type: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in. `provider_id` is by what it is stored once, `thread` the Message-IDs before a mail.

    `headers` are the addresses of `From` and `Reply-To` of a mail in which they differ, `calendars` its iCalendar
    objects; with `is_verified` the receiving server vouches for its sender.
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


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """What a provider says of a message of ours: by its own id of it, and by ours if it repeats that."""

    channel: Channel
    provider_id: str
    status: Status
    at: str
    message_id: str | None = None
    error: dict[str, Any] | None = None
    pricing: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Relinked:
    """Somebody has another address now."""

    old: Address
    new: Address


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody has given a message of theirs another content: the ids of the message, and of the edit."""

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
class Skipped:
    """Something that is neither: why it is not stored."""

    reason: str


Arrived = Incoming | Edited | Deleted | StatusUpdate | Relinked | Skipped


def text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """A text that can be stored: what is no text is empty, half a character is replaced, the end is cut."""
    if not isinstance(value, str):
        return ""
    return value[:longest].encode("utf-8", "replace").decode()


def storable(value: Any, depth: int = 0) -> Any:
    """A JSON value that an item can hold: cut where it is too deep, wide or long, numbers of any size as texts."""
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
