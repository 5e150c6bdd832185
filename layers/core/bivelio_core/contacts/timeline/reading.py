"""Merge the timeline of a contact from the sources that domains declare (timelines.py)."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core import cursors, domain, scopes
from bivelio_core.contacts.subjects import subject
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.timelines import TimelineRow, TimelineSource

from .models import GetTimeline, Timeline, TimelineEntry


class Bookmark(NamedTuple):
    """Where a page ended: the time of its last entry, and in each source the position of the last row that it read.

    A source that has come to its end has the position "". One without a position has not been begun, though newer rows
    may have come to it since: what is newer than the page's last entry is not shown on the next one.
    """

    positions: Mapping[str, str] = {}
    at: str = "~"

    def text(self) -> str:
        """The cursor."""
        return cursors.encode_cursor(json.dumps([self.at, dict(self.positions)], separators=(",", ":")))


class Stream:
    """The rows of one source that may be on a page, of those that were read of it."""

    def __init__(self, rows: list[TimelineRow], limit: int, position: str | None) -> None:
        self.position = position
        self.is_whole = len(rows) < limit
        self._rows = rows[::-1]

    def pass_over(self, newest: str) -> None:
        """Pass over what is not shown, and at the head of a source what has come since an earlier page."""
        while (row := self.head) and (row.data is None or row.at > newest):
            self.take()

    @property
    def head(self) -> TimelineRow | None:
        """The row that comes next."""
        return self._rows[-1] if self._rows else None

    def take(self) -> TimelineRow:
        """Take the row that comes next."""
        row = self._rows.pop()
        self.position = row.position
        return row

    @property
    def bookmark(self) -> str | None:
        """Its position for the next page, "" at its end."""
        return "" if self.head is None and self.is_whole else self.position


def timeline(request: GetTimeline, ctx: Context) -> Timeline:
    """A page of what has happened with a contact, of what the caller may read.

    Each source is read once, at most `limit` rows of it. A page ends early, with a cursor, when a source has to be read
    again. Raises ResourceNotFound for the id of no contact, ValidationError for a cursor that is not ours.
    """
    contact = subject(ctx.store, request.contact_id)
    sources = _sources(request, ctx)
    before = Bookmark() if request.before is None else _bookmark(request.before, sources)
    streams = {
        name: _stream(source, ctx, contact, before.positions.get(name), request.limit)
        for name, source in sources.items()
        if before.positions.get(name) != ""
    }
    for name, stream in streams.items():
        if name not in before.positions:
            stream.pass_over(before.at)
    entries, at = _merge(streams, request.limit, before.at)
    ended = {name: "" for name in sources if name not in streams}
    marks = {name: mark for name, stream in streams.items() if (mark := stream.bookmark) is not None}
    is_last = all(marks.get(name) == "" for name in streams)
    kinds = list(dict.fromkeys(name.partition(":")[0] for name in sources))
    return Timeline.model_validate(
        {
            "entries": entries,
            "kinds": kinds,
            "next_before": None if is_last else Bookmark({**ended, **marks}, at).text(),
        }
    )


def _sources(request: GetTimeline, ctx: Context) -> dict[str, TimelineSource]:
    """The sources of the kinds that are asked for, of those that the caller may read."""
    return {
        name: source
        for name, lazily in domain.timeline_sources().items()
        if not request.kinds or name.partition(":")[0] in request.kinds
        if scopes.includes(ctx.scopes, (source := lazily()).scope)
    }


def _stream(source: TimelineSource, ctx: Context, contact: Item, position: str | None, limit: int) -> Stream:
    rows = source.read(ctx.store, contact, position, limit + 1)
    return Stream(rows, limit + 1, position)


def _merge(streams: Mapping[str, Stream], limit: int, at: str) -> tuple[list[TimelineEntry], str]:
    """The newest entries, and the time of the last one."""
    entries: list[TimelineEntry] = []
    while len(entries) < limit:
        for stream in streams.values():
            while (head := stream.head) and head.data is None:
                stream.take()
        if any(stream.head is None and not stream.is_whole for stream in streams.values()):
            break  # what comes next in it has not been read
        heads = {name: stream.head for name, stream in streams.items() if stream.head is not None}
        if not heads:
            break
        name = max(heads, key=lambda each: heads[each].at)
        row = streams[name].take()
        at = row.at
        entries.append(TimelineEntry.model_validate({"kind": name.partition(":")[0], "at": at, "data": row.data}))
    return entries, at


def _bookmark(cursor: str, sources: Mapping[str, TimelineSource]) -> Bookmark:
    """Raises ValidationError for a cursor that is not ours, or one of other kinds."""
    try:
        at, positions = json.loads(cursors.decode_cursor(cursor))
        is_ours = isinstance(at, str) and isinstance(positions, dict) and all(map(_is_position, positions.items()))
    except (ValueError, TypeError):
        is_ours = False
    if not is_ours or not all(_fits(sources[name], text) for name, text in positions.items() if name in sources):
        raise ValidationError.of("before", "format", expected="cursor")
    return Bookmark(positions, at)


def _is_position(entry: tuple[Any, Any]) -> bool:
    return isinstance(entry[1], str)


def _fits(source: TimelineSource, position: str) -> bool:
    return position == "" or bool(source.form.fullmatch(position))
