"""The recipients of the sandbox that provoke each outcome (docs/messages.md, "Try it in the sandbox").

Nothing is sent there. Any other recipient accepts the message.
"""

import base64
from typing import Literal

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
"""The file of every message that comes in: a PNG image of one pixel."""


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
