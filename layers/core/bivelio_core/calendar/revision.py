"""The next version of an event, with its place in lists, its reminders and the mails to those who attend."""

from collections.abc import Callable
from typing import Protocol

from bivelio_core.context import Context
from bivelio_core.integrations import connections
from bivelio_core.store.codec import Item, same
from bivelio_core.store.keys import CALENDAR_EVENT
from bivelio_core.store.revise import Change, Source, by_id, revise, revised
from bivelio_core.store.writes import Write

from . import entries, items, overlaps, tasks
from .booking import days
from .models import ChangedEvent
from .show import show_changed

SOURCE = Source(by_id(CALENDAR_EVENT))

CANCELLED = "cancelled"


Occupy = Callable[[Item, Item], list[Write]]
"""Brings what a booking takes of a person's days in line with its event, before and after a change."""


class Revised(Protocol):
    """A request to change an event."""

    @property
    def id(self) -> str:
        """The id of the event."""

    @property
    def version(self) -> int | None:
        """The version that the change is based on."""


def revise_event(
    request: Revised, ctx: Context, decide: Callable[[Item], Item], occupy: Occupy | None = None
) -> ChangedEvent:
    """Change an event, with its place in lists, its reminders and the mails to those who attend.

    A booking takes the time that it has then, whatever is there, unless `occupy` says otherwise. Raises Conflict where
    the calendar refuses events at the same time, and another one is there.
    """
    notified = False
    verdict = overlaps.NOTHING

    def change(before: Item) -> Change | None:
        nonlocal notified, verdict
        verdict = overlaps.NOTHING
        after = decide(before)
        if same(after, before):
            notified = is_told(before, ctx)
            return None
        if request.version in (None, before["version"]):
            verdict = overlaps.check(ctx.store, after, before, of_visitor=occupy is not None)
        revision, notified = _revision(before, after, ctx, occupy)
        return revision._replace(also=[*revision.also, *verdict.writes])

    event = revise(ctx.store, SOURCE, request.id, change, version=request.version)
    return show_changed(event, notified=notified, overlaps=verdict.events)


def _revision(before: Item, after: Item, ctx: Context, occupy: Occupy | None) -> tuple[Change, bool]:
    """The next version of an event with all that is written with it, and whether those who attend are told."""
    is_switched = items.is_switched(before, after)
    told = is_switched or any(before.get(name) != after.get(name) for name in items.TOLD)
    is_new = told or _addresses(before) != _addresses(after)
    after = revised(
        before,
        {
            **after,
            "sequence": before["sequence"] + (1 if is_new else 0),
            **({"asked_sequence": before["sequence"] + 1} if told else {}),
            **items.google_attributes(before, after),
        },
    )
    also = [*following(before, after, ctx), *_answering(before, after, ctx)]
    also += days.following(ctx.store, before, after) if occupy is None else occupy(before, after)
    is_answered = _answer(before) != _answer(after)
    notified = is_told(after, ctx) or is_told(before, ctx) or is_answered
    if notified and is_new and not is_answered and (has_mail(ctx) if is_switched else not after["sync_to_google"]):
        also += _mailings(before, after, ctx, is_announced=told)
    return Change(after, also), notified


def _answer(event: Item) -> str | None:
    return event["invitation"]["answer"] if "invitation" in event else None


def _answering(before: Item, after: Item, ctx: Context) -> list[Write]:
    """The mail of our answer to who invited us."""
    answer = _answer(after)
    if answer is None or answer == _answer(before):
        return []
    return [tasks.answering(ctx.store, after, answer, ctx.language)]


def _mailings(before: Item, after: Item, ctx: Context, *, is_announced: bool) -> list[Write]:
    """The mails of a change: all are told of what concerns all, who is new is invited, who is gone is told so."""
    was = {each["email"].casefold(): each["email"] for each in before["attendees"]}
    now = {each["email"].casefold(): each["email"] for each in after["attendees"]}
    if after["sync_to_google"]:  # from now on
        return tasks.mailing(ctx.store, after, "CANCEL", list(was.values()), is_replaced=True)
    if after["status"] == CANCELLED:
        return tasks.mailing(ctx.store, after, "CANCEL", list(was.values()))
    invited = [email for address, email in now.items() if is_announced or address not in was]
    gone = [email for address, email in was.items() if address not in now and not before["sync_to_google"]]
    return [
        *tasks.mailing(ctx.store, after, "REQUEST", invited),
        *tasks.mailing(ctx.store, after, "CANCEL", gone),
    ]


def _addresses(event: Item) -> list[str]:
    return [each["email"] for each in event["attendees"]]


def following(before: Item | None, after: Item, ctx: Context) -> list[Write]:
    """What is written with each version of an event: its place in lists, its reminders, what Google is to get."""
    return [
        *entries.changes(ctx.store, before, after),
        *tasks.reminders(ctx.store, before, after),
        *tasks.push(ctx.store, after),
    ]


def is_told(event: Item, ctx: Context) -> bool:
    """Whether those who attend are told of the event's changes, by Google or through an e-mail connection."""
    if not event["attendees"] or event["source"] == items.INVITATION:
        return False
    return event["sync_to_google"] or has_mail(ctx)


def has_mail(ctx: Context) -> bool:
    """Whether there is an e-mail connection that works."""
    connection = connections.of_channel(ctx.store, "email")
    return connection is not None and connection["status"] == "active"
