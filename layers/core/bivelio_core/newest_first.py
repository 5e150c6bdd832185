"""Pages of a log, newest first, that continue from a cursor: the position of the last entry that was read."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from bivelio_core import clock
from bivelio_core.cursors import decode_cursor, encode_cursor
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item

READ = 100
EXAMINED = 1_000
"""A filtered page reads at most this many entries; it may then hold fewer than asked for, with a cursor."""

Read = Callable[[str | None, str | None, int], list[Item]]
"""At most so many entries (the last argument) before a position, newest first, from a `clock.stamp` on."""


class NewestFirstQuery(Protocol):
    """What a request for a page says: a cursor, from when, until when, and how many entries."""

    @property
    def before(self) -> str | None:
        """The cursor of an earlier answer."""

    @property
    def since(self) -> datetime | None:
        """From this time on."""

    @property
    def until(self) -> datetime | None:
        """Up to this time."""

    @property
    def limit(self) -> int:
        """The largest number of entries."""


def page(
    query: NewestFirstQuery, read: Read, position_in: str, form: re.Pattern[str], matches: Callable[[Item], bool]
) -> tuple[list[Item], str | None]:
    """The entries that match, and the cursor for older ones, None if there are none.

    `position_in` is the attribute with an entry's position, which begins with a `clock.stamp`; `form` is how one looks.
    Raises ValidationError for a cursor that is not ours.
    """
    position = _decode(query.before, form) if query.before else None
    items: list[Item] = []
    for examined, entry in enumerate(_entries(query, read, position_in, position)):
        if len(items) == query.limit or examined == EXAMINED:
            return items, encode_cursor(str(position))
        position = entry[position_in]
        if matches(entry):
            items.append(entry)
    return items, None


def _entries(query: NewestFirstQuery, read: Read, position_in: str, position: str | None) -> Iterator[Item]:
    """The entries of the asked time before a position, newest first, read a hundred at a time."""
    since = clock.stamp(query.since) if query.since else None
    before = clock.stamp(query.until) + "~" if query.until else None
    if position is not None and (before is None or position < before):
        before = position
    while since is None or before is None or since <= before:
        page_items = read(before, since, READ)
        yield from page_items
        if len(page_items) < READ:
            return
        before = page_items[-1][position_in]


def _decode(cursor: str, form: re.Pattern[str]) -> str:
    try:
        position = decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("before", "format", expected="cursor") from error
    if not form.fullmatch(position):
        raise ValidationError.of("before", "format", expected="cursor")
    return position
