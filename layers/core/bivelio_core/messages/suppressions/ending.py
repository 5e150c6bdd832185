"""Suppress the recipient of a message of ours, by what a provider says of the message."""

import re

from bivelio_core import clock
from bivelio_core.contacts import consent_changes
from bivelio_core.messages.conversation import Slot
from bivelio_core.providers.messaging.failures import Refused
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import stored
from .models import SuppressionReason
from .stored import Cause

_HARD = re.compile(r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")
"""Codes of an address that does not exist, has moved, takes no mail or is disabled (RFC 3463; RFC 7505, null MX).

A full mailbox, a policy or a wrong sender says nothing of the address."""


def is_hard(code: str) -> bool:
    """Whether an enhanced status code, alone or in a server's sentence, says that an address does not exist."""
    return bool(_HARD.search(code))


def bounced(store: TenantStore, message: Item, at: str) -> None:
    """Nothing goes to the address of a message any more."""
    stored.suppress(store, message["channel"], message["address"], "bounced", Cause("bounce", at))


def end_advertising(store: TenantStore, slot: Slot, message: Item, reason: SuppressionReason, cause: Cause) -> None:
    """Send the address of a message no advertising, for which its contact has no consent on the channel any more."""
    channel = message["channel"]
    stored.suppress(store, channel, message["address"], reason, cause)
    consent_changes.withdraw(store, slot.contact, channel, cause.at)


def of_refusal(store: TenantStore, slot: Slot, message: Item, refused: Refused) -> None:
    """Suppress the recipient of a message that its provider refuses for what the recipient is, or has chosen."""
    now = clock.timestamp()
    if refused.reason == "recipient_stopped":
        end_advertising(store, slot, message, "stopped", Cause("preferences", now))
    elif message["channel"] == "email" and refused.reason == "recipient_invalid" and is_hard(refused.text):
        bounced(store, message, now)
