"""The stored form of suppressions: one item for each address of a channel, with every reason that holds.

    T#MSGS / <channel>#<SHA-256 of the address>

The key has no address, so that it goes on to hold when its person is erased and `address` with them. An item without
reasons is one that was lifted: it remembers when, since what was said before may come again, and later.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.providers.messaging.port import Channel
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import SUPPRESSION
from bivelio_core.store.revise import Change, Decide, Source, revise
from bivelio_core.store.tenant_store import TenantStore

from .models import SuppressionReason

STRONGEST_FIRST: tuple[SuppressionReason, ...] = ("bounced", "complained", "stopped", "by_hand")
OF_ADVERTISING: tuple[SuppressionReason, ...] = ("complained", "stopped")
"""The reasons that a person gives, and takes back by asking for advertising again."""

LIFTED_KNOWN = timedelta(days=15)
"""Longer than a queue holds a message of somebody who stopped before."""


class Cause(NamedTuple):
    """What a suppression or its end comes of: how, when it was said, and the place of the message that says it."""

    source: str | None
    at: str
    place: str = ""


def folded(channel: str, address: str) -> str:
    """An address in the form in which it is compared."""
    return address.casefold() if channel == "email" else address


def sk_of(channel: str, address: str) -> str:
    """The sort key of an address's item."""
    digest = hashlib.sha256(folded(channel, address).encode()).hexdigest()[:40]
    return f"{channel}#{digest}"


def find(store: TenantStore, channel: str, address: str) -> Item | None:
    """The item of an address."""
    return store.get(SUPPRESSION, sk_of(channel, address))


def blocking(item: Mapping[str, Any] | None, *, is_marketing: bool, is_asked_for: bool) -> SuppressionReason | None:
    """Return why a message must not go to an address; None where it may.

    `is_asked_for` is an answer to what the person wrote, or what the law orders to send, such as an invoice.
    """
    reasons = (item or {}).get("reasons", {})
    for reason in STRONGEST_FIRST:
        if reason in reasons and (is_marketing or reason == "bounced" or (reason == "complained" and not is_asked_for)):
            return reason
    return None


def changed(store: TenantStore, channel: Channel, address: str, decide: Decide, **about: Any) -> Item:
    """The item of an address after a change; `about` is of `revise`."""
    sk = sk_of(channel, address)
    new: dict[str, Any] = {"version": 0, "channel": channel, "reasons": {}}

    def load(of: TenantStore, _: str) -> Item:
        return of.get(SUPPRESSION, sk) or of.item(SUPPRESSION, sk, new)

    return revise(store, Source(load), sk, decide, **about)


def with_reason(before: Item, address: str, reason: SuppressionReason, cause: Cause, store: TenantStore) -> Item | None:
    """The item with a reason; None where it has it, or where the person has asked for advertising since."""
    reasons = before["reasons"]
    if reason in reasons or (reason in OF_ADVERTISING and cause.at < before.get("lifted_at", "")):
        return None
    entry = {name: text for name, text in cause._asdict().items() if text}
    after = {**before, "address": address, "reasons": {**reasons, reason: entry}}
    if not store.tenant.is_sandbox:  # there all ends with the day
        after.pop("ttl", None)
    return after


def without_reasons(before: Item, lifted: tuple[str, ...], cause: Cause, store: TenantStore) -> Item | None:
    """The item without some reasons; None where it has none of them."""
    held = {name: entry for name, entry in before["reasons"].items() if name in lifted}
    if not held:
        return None
    others = {name: entry for name, entry in before["reasons"].items() if name not in held}
    after = {**before, "reasons": others, "lifted_at": cause.at, "lifted_by": cause.place or cause.source or ""}
    if not others and not store.tenant.is_sandbox:
        after["ttl"] = clock.ttl(LIFTED_KNOWN)
    return after


def suppress(store: TenantStore, channel: Channel, address: str, reason: SuppressionReason, cause: Cause) -> Item:
    """Suppress an address. Repeated, or older than a wish for advertising, it changes nothing."""

    def decide(before: Item) -> Change | None:
        after = with_reason(before, address, reason, cause, store)
        return None if after is None else Change(after)

    return changed(store, channel, address, decide)


def lift(store: TenantStore, channel: Channel, address: str, cause: Cause) -> Item:
    """End what a person has asked for, since they ask for advertising; what is older changes nothing."""

    def decide(before: Item) -> Change | None:
        given_before = [name for name, entry in before["reasons"].items() if entry["at"] <= cause.at]
        lifted = tuple(name for name in given_before if name in OF_ADVERTISING)
        after = without_reasons(before, lifted, cause, store)
        return None if after is None else Change(after)

    return changed(store, channel, address, decide)
