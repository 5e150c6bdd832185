"""The last activity of a contact, to the day: noted by who consumes the table's stream, once a day at most.

Lists are filtered and sorted by it. It is an attribute of the contact that makes no new version: nobody's change of the
contact is refused because a message came in. So it is not announced to the index either: lists have it when the index
has heard of it, some seconds after the activity. It costs half a read unit an activity; the first of a day one write
unit for each kilobyte of the contact, and three or four for the index.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from bivelio_core.activities import Activity
from bivelio_core.errors import ResourceForbidden, ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.table import BATCH_GET_LIMIT, ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, all_of, any_of, compare, present

if TYPE_CHECKING:
    from bivelio_core.store.changes import Change

LAST = "last_activity_at"
DAY = len("2026-04-07")


def of_note(change: "Change") -> Activity | None:
    """A note that was written."""
    note = change.after
    if change.before is not None or note is None or note.get("deleted"):
        return None
    return Activity(note["contact"], note["created_at"])


def of_task(change: "Change") -> Activity | None:
    """A task of a contact that was done."""
    before, task = change.before or {}, change.after
    if task is None or task.get("deleted") or "contact" not in task or "done_at" not in task or "done_at" in before:
        return None
    return Activity(task["contact"], task["done_at"])


def of_contact(change: "Change") -> Activity | None:
    """The activity that a change of the contact has taken back: it was made of what was read before."""
    before, after = change.before, change.after
    if before is None or after is None or before.get(LAST, "") <= after.get(LAST, ""):
        return None
    return Activity(after["SK"], before[LAST])


def note(store: TenantStore, activities: Iterable[Activity]) -> None:
    """Note the activities of a tenant's contacts; for those that have one of the day already, it is read alone."""
    latest: dict[str, str] = {}
    for activity in activities:
        if (sk := _sort_key(store, activity.contact)) is not None:
            latest[sk] = max(activity.at, latest.get(sk, ""))
    sks, contacts = list(latest), dict[str, Item]()
    for start in range(0, len(sks), BATCH_GET_LIMIT):
        contacts |= store.get_many(CONTACT, sks[start : start + BATCH_GET_LIMIT])
    for sk, at in latest.items():
        if is_news(contacts.get(sk), at):
            is_earlier = any_of(absent(LAST), compare(LAST, "<", at[:DAY]))
            with suppress(ConditionFailed):  # somebody was first, or the contact is no more
                store.update(
                    CONTACT,
                    sk,
                    Update(set={LAST: at}),
                    condition=all_of(present(), absent("archived_at"), is_earlier),
                )


def _sort_key(store: TenantStore, contact: str) -> str | None:
    """The sort key of a contact that is known by it or by its id; None if there is none. An id is one read."""
    if "_" not in contact:
        return contact
    try:
        return str(store.find(CONTACT, contact, consistent=False)["SK"])
    except (ResourceNotFound, ResourceForbidden):
        return None


def is_news(contact: Item | None, at: str) -> bool:
    """Whether a contact has no activity of a day yet. A replica may not have one that was just created."""
    return contact is None or ("archived_at" not in contact and contact.get(LAST, "") < at[:DAY])
