"""Try once to send a message and record the result, in such an order that the process may die at any line.

A message is recorded as `calling` before the provider is called. If it is still `calling` after its lease has ended,
the process died or got no answer, and the provider may have sent the message:

    e-mail     is sent again, under the same Message-ID
    WhatsApp   waits for a status that repeats our id (`biz_opaque_callback_data`), for 24 hours
    Telegram   has failed, with `outcome_unknown`; it is not sent again
    web chat   is sent again: what is kept is there, and nobody is called

A `waiting` message was certainly not sent and has a job for its next try. The job is queued before the message is
recorded as waiting. After six hours it has failed.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.integrations import connections, places, tokens
from bivelio_core.integrations.places import Place
from bivelio_core.providers.messaging import registry
from bivelio_core.providers.messaging.failures import (
    OF_THE_CREDENTIALS,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    Unavailable,
)
from bivelio_core.providers.messaging.port import Account, Draft, Footer, Media
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION, PROVIDER_MESSAGE
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, all_of, compare, equals

from . import arrivals, queue, statuses
from .conversation import Slot
from .queue import SendJob

LEASE_SECONDS = 45
"""Longer than a function that sends may run: while it lasts, nobody else touches the message."""

GIVE_UP_AFTER = timedelta(hours=6)
RESOLVED_WITHIN = timedelta(hours=24)
OF_THE_RECIPIENT = frozenset({"recipient_invalid", "recipient_stopped"})
"""Reasons that may say of an address that no message should go to it."""

WAITS = (5, 15, 60, 300, 900)


class Outcome(NamedTuple):
    """The message after a try, and why the try failed, if it did."""

    item: Item
    failure: ProviderFailure | None = None


def attempt_attributes(attempt: int) -> dict[str, Any]:
    """Return the attributes of a message when the try with this number begins."""
    return {"state": "calling", "attempts": attempt, "lease_until": int(clock.epoch()) + LEASE_SECONDS}


def withheld(reason: str) -> dict[str, Any]:
    """Return the attributes of a message that is stored but must not be sent."""
    return {**statuses.reached("failed", error={"reason": reason}), "state": "done", "attempts": 0}


def account_of(store: TenantStore, connection: Item) -> Account:
    """Open the account of a connection. This happens before a try is recorded, so a failure costs no try.

    Raises Refused when Google's consent was withdrawn, Unavailable when Google cannot be asked.
    """
    account = connections.account(connection, store.tenant.organisation)
    if connection["provider"] == "gmail":
        token = tokens.access_token(store, connection["SK"])
        account = Account(account.provider, account.settings, {"access_token": token})
    place = Place(store.tenant.organisation, store.tenant.environment, connection["SK"])
    if address := places.inbound_address(place, account.provider):
        return Account(account.provider, {**account.settings, "reply_to": address}, account.secrets)
    return account


def make(
    store: TenantStore,
    slot: Slot,
    item: Item,
    connection: Item,
    account: Account,
    media: Media | None,
    files: Sequence[Media] = (),
    *,
    timeout_seconds: float,
) -> Outcome:
    """Call the provider for a message that is recorded as `calling`, and record what came of it."""
    draft = draft_of(item, media, _footer(store, item, account), files)
    try:
        sender = registry.sender(account.provider, is_sandbox=store.tenant.is_sandbox, tries=item["attempts"])
        accepted = sender.send(account, draft, timeout_seconds=timeout_seconds)
    except Refused as refused:
        if refused.reason in OF_THE_CREDENTIALS:
            connections.mark_broken(store, connection["SK"], refused.reason)
        if refused.reason in OF_THE_RECIPIENT:
            from .suppressions import ending  # noqa: PLC0415 - few messages are refused

            ending.of_refusal(store, slot, item, refused)
        return Outcome(fail(store, slot, item, refused), refused)
    except Unavailable as unavailable:
        return _postponed(store, slot, item, connection, unavailable)
    except OutcomeUnknown as unknown:
        return Outcome(item, unknown)
    recorded = accept(store, slot, item, accepted.provider_id)
    for each in accepted.follow_ups:
        arrivals.send(item["channel"], store.tenant, connection["SK"], each)
    return Outcome(recorded)


def _footer(store: TenantStore, item: Item, account: Account) -> Footer | None:
    """How the recipient of advertising gets no more; only mails say it."""
    if "link" not in item:
        return None
    from .suppressions import unsubscribing  # noqa: PLC0415 - most messages are no advertising

    return unsubscribing.footer(store.tenant, item, account)


def draft_of(item: Item, media: Media | None, footer: Footer | None = None, files: Sequence[Media] = ()) -> Draft:
    """A stored message, as its provider is told it."""
    return Draft(
        id=item["message_id"],
        to=item["address"],
        content=item["content"],
        media=media,
        files=files,
        reply_to=item.get("reply_to_provider"),
        thread=item.get("thread", ()),
        is_automatic=bool(item.get("automatic")),
        footer=footer,
    )


def accept(store: TenantStore, slot: Slot, item: Item, provider_id: str) -> Item:
    """Record that the provider has accepted a message, unless a status has reported more meanwhile."""
    defaults = {"provider_id": provider_id, "sent_at": clock.timestamp()}
    about = {**defaults, **statuses.reached("sent"), "state": "done"}
    lookup = provider_place(item["channel"], item["connection"], provider_id)
    place = store.put_write(PROVIDER_MESSAGE, lookup, {"place": item["place"]})
    over = ["lease_until", "error"]
    change = store.update_write(
        CONVERSATION,
        slot.sk,
        Update(set=about, remove=over),
        slot.contact,
        condition=compare("rank", "<", statuses.SENT),
    )
    try:
        store.transact([change, place])
    except TransactionFailed:
        late = Update(set={"state": "done"}, default=defaults, remove=["lease_until"])
        store.transact([store.update_write(CONVERSATION, slot.sk, late, slot.contact), place])
        return store.get(CONVERSATION, slot.sk, slot.contact) or item
    return {**item, **about}


def fail(store: TenantStore, slot: Slot, item: Item, failure: ProviderFailure) -> Item:
    """Record that a message was not sent, unless a status has reported that it was."""
    error = {"reason": failure.reason, **({"text": failure.text} if failure.text else {})}
    about = {**statuses.reached("failed", error=error), "state": "done"}
    condition = compare("rank", "<", about["rank"])
    try:
        store.update(
            CONVERSATION, slot.sk, Update(set=about, remove=["lease_until"]), slot.contact, condition=condition
        )
    except ConditionFailed as told:
        return told.item or item
    return {**item, **about}


def _postponed(store: TenantStore, slot: Slot, item: Item, connection: Item, failure: Unavailable) -> Outcome:
    """Send the job of the next try, then record that the message waits for it."""
    if clock.parse(item["created_at"]) + GIVE_UP_AFTER < clock.now():
        return Outcome(fail(store, slot, item, failure), failure)
    attempt = item["attempts"]
    wait = max(failure.retry_after or 0, WAITS[min(attempt, len(WAITS)) - 1])
    if failure.reason == "rate_limited":
        connections.pause(store, connection["SK"], wait)
    queue.send(SendJob.of(store.tenant, slot, connection["SK"], attempt + 1), wait)
    with suppress(ConditionFailed):  # a status has told meanwhile that it was sent after all
        waiting = Update(set={"state": "waiting"}, remove=["lease_until"])
        store.update(CONVERSATION, slot.sk, waiting, slot.contact, condition=compare("rank", "<", statuses.SENT))
    return Outcome({**item, "state": "waiting"}, failure)


def claim(store: TenantStore, slot: Slot, item: Item) -> Item | None:
    """Begin the next try of a message; None when another process has begun it."""
    about = attempt_attributes(item["attempts"] + 1)
    unchanged = all_of(equals("attempts", item["attempts"]), equals("state", item["state"]), equals("status", "queued"))
    try:
        store.update(CONVERSATION, slot.sk, Update(set=about), slot.contact, condition=unchanged)
    except ConditionFailed:
        return None
    return {**item, **about}


def provider_place(channel: str, connection: str, provider_id: str) -> str:
    """Return the sort key of the item that maps a provider's id to its message."""
    return f"{channel}#{connection}#{provider_id}"
