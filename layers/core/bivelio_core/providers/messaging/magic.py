"""The recipients of the sandbox that provoke each outcome (docs/messages.md, "Try it in the sandbox").

Nothing is sent there. Any other recipient accepts the message.
"""

import base64
from collections.abc import Mapping
from typing import Any, Literal

from .failures import Refused, Unavailable
from .port import Channel

Outcome = Literal[
    "delivered",
    "read",
    "invalid",
    "bounced",
    "slow",
    "throttled",
    "unavailable",
    "unauthorised",
    "window_closed",
    "answered",
    "phone_required",
    "gone",
    "complained",
]

_PHONES: dict[str, Outcome] = {
    "+34600000001": "delivered",
    "+34600000002": "read",
    "+34600000003": "invalid",
    "+34600000004": "bounced",
    "+34600000005": "slow",
    "+34600000006": "throttled",
    "+34600000007": "unavailable",
    "+34600000008": "unauthorised",
    "+34600000009": "window_closed",
    "+34600000010": "answered",
}
_USERS: dict[str, Outcome] = {
    "ES.600000010": "answered",
    "ES.600000062": "phone_required",
}
_CHATS: dict[str, Outcome] = {
    "1000003": "invalid",
    "1000004": "bounced",
    "1000005": "slow",
    "1000006": "throttled",
    "1000007": "unavailable",
    "1000008": "unauthorised",
}
_ADDRESSES: dict[str, Outcome] = {
    f"{outcome}@sandbox.bivelio.com": outcome
    for outcome in ("invalid", "bounced", "gone", "complained", "slow", "throttled", "unavailable", "unauthorised")
}
RECIPIENTS: dict[Channel, dict[str, Outcome]] = {
    "whatsapp": _PHONES | _USERS,
    "telegram": _CHATS,
    "email": _ADDRESSES,
    "webchat": {},
}

RETRY_AFTER_SECONDS = 2
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""The file of a message that comes in: a PNG image of one pixel."""

_SILENCE = b"\xf8\xff\xfe"
VOICE = (
    b"OggS\0\x02" + bytes(8) + b"\x01\0\0\0\0\0\0\0\x1c\x9f\xf5\xd9\x01\x13"
    b"OpusHead\x01\x018\x01\x80\xbb\0\0\0\0\0"
    b"OggS\0\0" + bytes(8) + b"\x01\0\0\0\x01\0\0\0\x8b\x95\x97\x95\x01."
    b"OpusTags\x07\0\0\0bivelio\x01\0\0\0\x13\0\0\0DESCRIPTION=sandbox"
    b"OggS\0\x04\x80\xbb" + bytes(6) + b"\x01\0\0\0\x02\0\0\0\xe9T3\xc62" + b"\x03" * 50 + _SILENCE * 50
)
"""The same of a voice note: a second of silence, as Ogg with Opus."""


def file_of(reference: Mapping[str, Any]) -> bytes:
    """The file that a message refers to, by the type that it says."""
    return VOICE if str(reference.get("mime_type", "")).startswith("audio/") else PICTURE


def outcome_of(channel: Channel, to: str) -> Outcome:
    """What becomes of a message to a recipient."""
    return RECIPIENTS[channel].get(to, "delivered")


def fail(outcome: Outcome, tries: int) -> None:
    """Raise what the provider of this outcome answers to the so-many-th try; return when it accepts the message."""
    match outcome:
        case "invalid":
            raise Refused("recipient_invalid", "simulated: there is no such recipient")
        case "phone_required":
            raise Refused("phone_required", "simulated: this message is not for users without a phone")
        case "unauthorised":
            raise Refused("permission_missing", "simulated: the account may not send")
        case "window_closed":
            raise Refused("whatsapp_window_closed", "simulated: more than 24 hours since the last message")
        case "unavailable":
            raise Unavailable("provider_unavailable", "simulated: the provider is down")
        case "throttled" if tries == 1:
            raise Unavailable("rate_limited", "simulated: too many requests", retry_after=RETRY_AFTER_SECONDS)
        case "slow" if tries == 1:
            raise Unavailable("provider_unavailable", "simulated: no answer within the time of a request")
        case _:
            return
