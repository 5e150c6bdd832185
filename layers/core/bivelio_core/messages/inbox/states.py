"""What a team has to do with a conversation: a part of its head, of which lists know a part too.

The list of conversations is that of the places of their newest messages (append.py), so what it is filtered by is at
that place. It is written with the head, in one transaction; the place's version says that nothing came in between,
neither a message nor another change.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core import clock
from bivelio_core.messages import told
from bivelio_core.messages.terms import MESSAGES
from bivelio_core.store import keys
from bivelio_core.store.codec import Item, same
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, equals

OPEN, WAITING, CLOSED, SNOOZED = "open", "waiting", "closed", "snoozed"
LISTED = ("state", "assignee", "labels", "is_unread")
"""What the place of the newest message has of its conversation. An open one has no state there, nor in its head."""

OF_HEAD = (
    *("state", "snoozed_until", "assignee", "labels", "first_unanswered_at", "handled_by", "handed_over"),
    *("changed_by", "GSI1PK", "GSI1SK"),
)
VERSIONED = ("state", "snoozed_until", "assignee", "labels", "handled_by", "handed_over")
"""What a change gives the conversation its next version by."""

BY_PERSON = "by_person"
"""The attribute of a message of ours that a person wrote: here, or on the phone that has the same number."""

MARKS = "MSG#SNOOZED"


def state_of(head: Mapping[str, Any]) -> str:
    """The state of a conversation."""
    return str(head.get("state", OPEN))


def opened(head: Item) -> Item:
    """A conversation that is open, whatever it was."""
    return {name: value for name, value in head.items() if name not in ("state", "snoozed_until", "GSI1PK", "GSI1SK")}


def snoozed(head: Item, until: str) -> Item:
    """A conversation that is snoozed, with its mark in the sparse index (snooze.py)."""
    mark = {"GSI1PK": MARKS, "GSI1SK": clock.stamp(clock.real(clock.parse(until)))}
    return {**head, "state": SNOOZED, "snoozed_until": until, **mark}


def listed(head: Mapping[str, Any]) -> dict[str, Any]:
    """What the place of the newest message has of its conversation."""
    about = {**head, "is_unread": bool(head.get("unread"))}
    return {name: about[name] for name in LISTED if about.get(name)}


def place_of(head: Mapping[str, Any]) -> Item:
    """The place of the newest message, as far as lists know it."""
    changed = head.get("newest_changed", {})
    version = int(changed["version"]) if changed.get("place") == head["newest"] else 1
    about = {"SK": head["newest"], "version": version, "channel": head["newest_channel"], "is_newest": True}
    return {**about, **listed(head)}


def place_changed(head: Item) -> dict[str, Any]:
    """The attributes of a head whose newest message's place is changed: the version that the place gets."""
    place = place_of(head)
    return {"newest_changed": {"place": place["SK"], "version": place["version"] + 1}}


def after_message(head: Item, message: Mapping[str, Any]) -> Item:
    """What a head has of the state once a message is appended; `head` is empty before the first one.

    What a person writes to us opens a conversation again and waits for an answer. An answer takes it to those that wait
    for the person. What a machine wrote, theirs or ours, changes nothing; neither does advertising, nor a reaction.
    """
    after = {name: head[name] for name in OF_HEAD if name in head}
    if message["direction"] == "inbound":
        if told.is_written(message) and not message.get("automatic"):
            after = {"first_unanswered_at": message["created_at"], **opened(after)}
        return _versioned(head, after)
    if head and message.get("content", {}).get("type") == "reaction":
        return _versioned(head, after)
    if message.get(BY_PERSON) and after.get("handled_by") != "person":
        to = {"to": message["author"]["id"]} if "author" in message else {}
        after |= {"handled_by": "person", "handed_over": {"why": "person_wrote", "at": message["created_at"], **to}}
    if not head or _answers(message):
        after.pop("first_unanswered_at", None)
        after |= {"state": WAITING} if state_of(after) == OPEN else {}
    return _versioned(head, after)


def _answers(message: Mapping[str, Any]) -> bool:
    """Whether a message of ours is an answer: a workflow's only if it names what it answers."""
    return message.get("purpose") != "marketing" and ("reply_to" in message or not message.get("automatic"))


def _versioned(head: Item, after: Item) -> Item:
    """The state with its next version, if something changed that has one."""
    version = int(head.get("version", 0))
    is_same = same({name: after.get(name) for name in VERSIONED}, {name: head.get(name) for name in VERSIONED})
    if is_same:
        return after
    return {**{name: value for name, value in after.items() if name != "changed_by"}, "version": version + 1}


def update_of(head: Item, after: Item) -> Update:
    """The change of a head that gives it another state."""
    changes = {name: value for name, value in after.items() if name not in head or not same(value, head[name])}
    return Update(set=changes, remove=[name for name in OF_HEAD if name in head and name not in after])


def place_writes(store: TenantStore, head: Item, after: Item) -> list[Write]:
    """The writes that bring the place of the newest message in line with a head that has its `place_changed`.

    They fail when a message or another change came in between.
    """
    before, now = place_of(head), place_of(after)
    update = Update(
        set={"version": now["version"], **listed(after)}, remove=[name for name in LISTED if name not in listed(after)]
    )
    condition = equals("version", before["version"])
    return [
        store.update_write(keys.MESSAGE, before["SK"], update, condition=condition),
        *index_changes.announcement(store, MESSAGES, before, now),
    ]
