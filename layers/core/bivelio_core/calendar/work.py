"""Does what is due for events: mails to those who attend, reminders, starts, and changes for Google Calendar."""

from collections.abc import Callable
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.integrations import connections
from bivelio_core.providers.messaging.failures import (
    OF_THE_CREDENTIALS,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    Unavailable,
)
from bivelio_core.store import due, tenant_clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_EVENT
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key

from . import google_leaving, google_push, google_sync, starting, tasks
from .mails import Postman

STALE_REMINDER = timedelta(hours=1)
"""A reminder that could not be sent for so long after its time is not sent any more."""
OF_THE_RECIPIENT = frozenset({"recipient_invalid", "recipient_blocked", "recipient_unreachable", "content_rejected"})
"""Refusals of one mail; the others go out all the same."""

Send = Callable[[Postman, str], None]


def take_up(table: Table, key: Key) -> bool:
    """Do one task that is due; False when there was nothing to do."""
    store = due.store_of(table, key)
    if store is None:
        return False
    with tenant_clock.followed(store):
        return take_up_of(store, key.sk)


def take_up_of(store: TenantStore, sk: str) -> bool:
    """The same, by the clock that is followed."""
    task = tasks.take(store, sk)
    if task is None:
        return False
    if task["kind"] == "pull":
        google_sync.pull(store, task)
        return True
    if task["kind"] == "stop":
        google_leaving.stop(store, task)
        return True
    if task["kind"] == "plan":
        starting.plan_all(store, task)
        return True
    event = store.get(CALENDAR_EVENT, sk.partition("#")[0])
    if event is None:
        tasks.done(store, task)
        return True
    _KINDS[task["kind"]](store, task, event)
    return True


def _mail(store: TenantStore, task: Item, event: Item) -> None:
    """Tell those who attend of a change. To an event that was cancelled since, or given to Google, we invite nobody."""
    method = task["method"]
    if method == "REQUEST" and (event["status"] == "cancelled" or event["sync_to_google"]):
        tasks.done(store, task)
        return
    mailed_event = {**event, "status": "cancelled" if method == "CANCEL" else event["status"]}
    replaced = task.get("is_replaced", False)

    def send(post: Postman, to: str) -> None:
        post.invite(mailed_event, method, to, task["tries"], is_replaced=replaced)

    _to_all(store, task, task["recipients"], send)


def _remind(store: TenantStore, task: Item, event: Item) -> None:
    """Remind those who have not declined, or who keeps the calendar of an event without attendees."""
    is_late = clock.now() - clock.parse(task["due"]) > STALE_REMINDER
    if is_late or event["status"] == "cancelled" or event["starts"] != task["starts"]:
        tasks.done(store, task)
        return
    minutes = int(task["SK"].rpartition("#")[2])
    recipients = [each["email"] for each in event["attendees"] if each["status"] != "declined"]
    if "recipients" not in task:  # the same at every try
        try:
            task = tasks.progress(store, task, recipients=recipients)
        except ConditionFailed:
            return
    recipients = task["recipients"]
    _to_all(store, task, recipients, lambda post, to: post.remind(event, to, minutes, task["tries"]))


def _answer(store: TenantStore, task: Item, event: Item) -> None:
    """Send our answer to who invited, unless it is another one now, or the event was cancelled or moved since."""
    if event["invitation"]["answer"] != task["answer"] or event["status"] == "cancelled":
        tasks.done(store, task)
        return
    try:
        post = Postman.by(store, event["invitation"]["connection"])
        _one(post, event["invitation"]["organizer"], lambda each, _: each.answer(event, task["answer"], task))
    except ProviderFailure as failure:
        _failed(store, task, failure)
    else:
        tasks.done(store, task)


def _to_all(store: TenantStore, task: Item, recipients: list[str], send: Send) -> None:
    """Send to one after the other, recording each, so that a repetition goes on where the last try ended."""
    try:
        post = Postman.of(store)
        recipients = recipients or [post.own_address]
        for position in range(task.get("sent", 0), len(recipients)):
            if clock.real_stamp() > task["GSI1SK"]:  # the lease is over: the next try goes on
                return
            _one(post, recipients[position], send)
            task = tasks.progress(store, task, sent=position + 1)
    except ProviderFailure as failure:
        _failed(store, task, failure)
    except ConditionFailed:
        return  # written anew meanwhile, or taken up by another function after this one's lease
    else:
        tasks.done(store, task)


def _one(post: Postman, recipient: str, send: Send) -> None:
    try:
        send(post, recipient)
    except Refused as refused:
        if refused.reason not in OF_THE_RECIPIENT:
            if refused.reason in OF_THE_CREDENTIALS:
                connections.mark_broken(post.store, post.connection["SK"], refused.reason)
            raise


def _failed(store: TenantStore, task: Item, failure: ProviderFailure) -> None:
    """Try again later, also after a mail that may have arrived: it has the same Message-ID then."""
    if tasks.is_hopeless(task):
        tasks.done(store, task)
        return
    waits = failure.retry_after if isinstance(failure, Unavailable | OutcomeUnknown) else None
    tasks.postpone(store, task, waits)


_KINDS: dict[str, Callable[[TenantStore, Item, Item], None]] = {
    "answer": _answer,
    "google": google_push.push,
    "mail": _mail,
    "remind": _remind,
    "start": starting.begin,
}
