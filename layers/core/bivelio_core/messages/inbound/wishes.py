"""Apply what a person says about advertising: a message such as BAIXA, or a preference that the provider tells.

All of it happens before the message is stored, and can be repeated; the short answer to a message follows it, once. A
stop holds for all addresses that came with it, and ends the consents of their contact. Asking for advertising again
lifts what the person had stopped, and is a consent: nothing else is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bivelio_core.contacts import consent_changes, reach
from bivelio_core.contacts.reach import Address
from bivelio_core.messages.suppressions import stored, words
from bivelio_core.messages.suppressions.stored import Cause
from bivelio_core.messages.suppressions.words import Said, Wish
from bivelio_core.providers.messaging.port import Channel
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import PROVIDER_MESSAGE
from bivelio_core.store.tenant_store import TenantStore

from . import wish_answers
from .incoming import Incoming, Preference


@dataclass(frozen=True, slots=True)
class AppliedWish:
    """A wish that has been applied, and whether it was this message that changed something."""

    phrase: Said
    is_new: bool

    @property
    def says_all(self) -> bool:
        """Whether there is nothing else to answer. `/start` of who had not stopped is how a chat with a bot begins."""
        return self.is_new or self.phrase.wish == "stop"


def of_message(incoming: Incoming) -> Said | None:
    """The wish of a message. A machine has none, and who asks for advertising by mail must be vouched for.

    A web chat carries no advertising, so nobody can stop it there.
    """
    content = incoming.content
    if incoming.is_automatic or content.get("type") != "text" or incoming.channel == "webchat":
        return None
    body = str(content.get("reply") or content.get("body") or "")
    phrase = words.wish_of(body)
    if incoming.channel != "email":
        return phrase
    if phrase is None and not body.strip():
        phrase = words.wish_of(str(content.get("subject", "")))
    return None if phrase is not None and phrase.wish == "start" and not incoming.is_verified else phrase


def apply_message(store: TenantStore, incoming: Incoming, place: str) -> AppliedWish | None:
    """Apply the wish of a message that is about to be stored at a place; None for any other message."""
    phrase = of_message(incoming)
    if phrase is None:
        return None
    cause = Cause("message", incoming.sent_at, place)
    if "place" not in (store.get(PROVIDER_MESSAGE, place) or {}):  # one that comes again undoes no later wish
        _apply(store, incoming.addresses, incoming.channel, phrase.wish, cause)
    return AppliedWish(phrase, _is_by(store, incoming, phrase.wish, cause))


def _is_by(store: TenantStore, incoming: Incoming, wish: Wish, cause: Cause) -> bool:
    """Whether it is this message that changed something, now or at an earlier try."""
    items = [stored.find(store, incoming.channel, each.text) or {} for each in incoming.addresses]
    if wish == "start":
        return any(item.get("lifted_by") == cause.place for item in items)
    return any(item.get("reasons", {}).get("stopped", {}).get("place") == cause.place for item in items)


def apply_preference(store: TenantStore, preference: Preference) -> None:
    """Apply what a provider tells of a person's preferences."""
    cause = Cause("preferences", preference.at, f"preferences#{preference.at}")
    _apply(store, preference.addresses, preference.channel, preference.wish, cause)


def confirm(store: TenantStore, connection: Item, incoming: Incoming, wish: AppliedWish | None, place: str) -> None:
    """Answer a wish that changed something, once; it can be repeated."""
    if wish is not None and wish.is_new:
        wish_answers.answer(store, connection, incoming, wish.phrase, place)


def _apply(store: TenantStore, addresses: Sequence[Address], channel: Channel, wish: Wish, cause: Cause) -> None:
    """Apply a wish to all addresses, and to the consents of their contact, if they have one."""
    contact = reach.reached(store, addresses)
    if wish == "stop":
        for each in addresses:
            stored.suppress(store, channel, each.text, "stopped", cause)
        if not contact.is_new:
            consent_changes.withdraw(store, contact.sk, channel, cause.at)
        return
    items = [stored.lift(store, channel, each.text, cause) for each in addresses]
    if channel != "webchat" and not contact.is_new and any(item.get("lifted_by") == cause.place for item in items):
        consent_changes.give(store, contact.sk, channel, cause.at, str(cause.source))
