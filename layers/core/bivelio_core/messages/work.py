"""Carry out a job of the queue of messages: the next try, or the follow-up of a try without a recorded end."""

from bivelio_core import clock
from bivelio_core.contacts.consents import allows_marketing
from bivelio_core.integrations import connections
from bivelio_core.providers.messaging.failures import OutcomeUnknown, ProviderFailure, Reason, Refused, Unavailable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION, CONTACT, CONVERSATION
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, equals

from . import attempt, conversation, copies, media, queue
from .attempt import RESOLVED_WITHIN
from .queue import SendJob
from .suppressions import stored

TIMEOUT_SECONDS = 20.0
LOOK_AGAIN_SECONDS, ASK_AGAIN_SECONDS = 900, 60


def go_on(job: SendJob, store: TenantStore) -> None:
    """Carry out a job. A repetition has no further effect, since each try is claimed by its number."""
    if queue.send_if_early(job):
        return
    item = conversation.message(store, job.place)
    if item is None or item["status"] != "queued":
        return
    match item["state"]:
        case "waiting" if job.attempt == item["attempts"] + 1:
            _try(job, store, item)
        case "calling":
            _look_after(job, store, item)
        case "unresolved":
            _wait_for_a_status(job, store, item)


def _try(job: SendJob, store: TenantStore, item: Item) -> None:
    connection = store.get(CONNECTION, item["connection"])
    if connection is None or connection["status"] != "active":
        attempt.fail(store, job.place, item, Refused("connection_broken"))
        return
    if (reason := _forbidden(job, store, item)) is not None:
        attempt.fail(store, job.place, item, Refused(reason))
        return
    if pause := connections.pause_seconds(connection):
        queue.send(job, pause)
        return
    try:
        account = attempt.account_of(store, connection)
    except Unavailable as unavailable:
        queue.send(job, unavailable.retry_after or ASK_AGAIN_SECONDS)
        return
    except ProviderFailure as failure:
        attempt.fail(store, job.place, item, failure)
        return
    if (claimed := attempt.claim(store, job.place, item)) is None:
        return
    try:
        file, files = media.of_item(store, item), media.files_again(store, item["content"])
    except ProviderFailure as failure:
        attempt.fail(store, job.place, claimed, failure)
        return
    now = {**claimed, "content": copies.allowed(store, claimed["content"]).content}
    outcome = attempt.make(store, job.place, now, connection, account, file, files, timeout_seconds=TIMEOUT_SECONDS)
    if isinstance(outcome.failure, OutcomeUnknown):
        _unknown(job, store, claimed)


def _forbidden(job: SendJob, store: TenantStore, item: Item) -> Reason | None:
    """Why a message that has waited must not go out any more; None where it may."""
    is_marketing = item.get("purpose") == "marketing"
    if is_marketing and not allows_marketing(_contact(job, store), item["channel"]):
        return "consent_withdrawn"
    suppression = stored.find(store, item["channel"], item["address"])
    is_asked_for = "attached" in item or "is_answer" in item
    blocked = stored.blocking(suppression, is_marketing=is_marketing, is_asked_for=is_asked_for)
    return None if blocked is None else "recipient_suppressed"


def _contact(job: SendJob, store: TenantStore) -> Item:
    """The recipient as it is now; nothing once it is gone."""
    return store.get(CONTACT, job.place.contact) or {}


def _look_after(job: SendJob, store: TenantStore, item: Item) -> None:
    """Follow up a try without a recorded end: wait until its lease is over, then decide by the channel."""
    seconds = item["lease_until"] - clock.epoch()
    if seconds > 0:
        queue.send(job, seconds + 1)
        return
    _unknown(job, store, item)


def _unknown(job: SendJob, store: TenantStore, item: Item) -> None:
    """The provider may have sent the message: see attempt.py."""
    match item["channel"]:
        case "email" | "webchat":
            _try(job, store, item)
        case "telegram":
            attempt.fail(store, job.place, item, OutcomeUnknown())
        case _:
            _unresolved(job, store, item)


def _unresolved(job: SendJob, store: TenantStore, item: Item) -> None:
    queue.send(job, LOOK_AGAIN_SECONDS)
    try:
        change = Update(set={"state": "unresolved"}, remove=["lease_until"])
        store.update(
            CONVERSATION, job.place.sk, change, job.place.contact, condition=equals("attempts", item["attempts"])
        )
    except ConditionFailed:
        return  # another process has claimed the message: that one looks after it


def _wait_for_a_status(job: SendJob, store: TenantStore, item: Item) -> None:
    if clock.parse(item["created_at"]) + RESOLVED_WITHIN < clock.now():
        attempt.fail(store, job.place, item, OutcomeUnknown())
    else:
        queue.send(job, LOOK_AGAIN_SECONDS)
