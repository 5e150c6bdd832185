"""Read tasks: open ones first, of all, of an assignee or for a contact."""

import re

from bivelio_core import clock, cursors
from bivelio_core.contacts.subjects import subject
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import TASK, TASK_PLACE

from .models import ContactTaskPage, ListTasks
from .stored import ALL, DONE, OPEN, show

EXAMINED = 500
"""A filtered page reads at most about so many tasks; it may then hold fewer than asked for, with a cursor."""

_POSITION = re.compile(r"[01]#[0-9TZ:~-]{1,30}#tsk_[0-9a-z]{1,20}")


def tasks_list(request: ListTasks, ctx: Context) -> ContactTaskPage:
    """The tasks behind the cursor, open ones first.

    Raises ResourceNotFound for the id of no contact, ValidationError for a cursor that is not ours.
    """
    position = "" if request.after is None else _position(request.after)
    rest, high = _list_of(request, ctx), _end(request)
    tasks: list[Item] = []
    examined, is_last = 0, False
    while len(tasks) < request.limit and examined < EXAMINED and not is_last:
        places = _places(ctx, rest, max(f"{position}!", _start(request)), high, request.limit + 1)
        is_last = len(places) <= request.limit
        items = ctx.store.get_many(TASK, [place["task"] for place in places], consistent=True)
        for place in places[: request.limit]:
            position = place["SK"]
            item = items.get(place["task"])
            if item is not None and request.assignee in (None, item.get("assignee")):
                tasks.append(item)
            if len(tasks) == request.limit:
                is_last = is_last and place is places[-1]
                break
        examined += len(places)
    follows = None if is_last or not position else cursors.encode_cursor(position)
    return ContactTaskPage(tasks=list(map(show, tasks)), next_after=follows)


def _list_of(request: ListTasks, ctx: Context) -> str:
    """Which of the lists has what is asked for; a contact's is the shorter one."""
    if request.contact_id is not None:
        return str(subject(ctx.store, request.contact_id)["SK"])
    return request.assignee or ALL


def _start(request: ListTasks) -> str:
    return f"{DONE}#" if request.status == "done" else f"{OPEN}#"


def _end(request: ListTasks) -> str:
    if request.due_until is not None:
        return f"{OPEN}#{clock.timestamp(request.due_until)}#~"
    return f"{OPEN}#~~" if request.status == "open" else f"{DONE}#~~"


def _places(ctx: Context, rest: str, low: str, high: str, limit: int) -> list[Item]:
    if low > high:
        return []
    return ctx.store.query(TASK_PLACE, rest, low=low, high=high, limit=limit, consistent=True)


def _position(cursor: str) -> str:
    try:
        position = cursors.decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("after", "format", expected="cursor") from error
    if not _POSITION.fullmatch(position):
        raise ValidationError.of("after", "format", expected="cursor")
    return position
