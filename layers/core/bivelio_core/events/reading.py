"""Read one event or the pull feed. A client that follows its cursor gets every event once, in order."""

import re
from collections.abc import Iterator
from datetime import date

from bivelio_core import domain
from bivelio_core.context import Context
from bivelio_core.cursors import decode_cursor, encode_cursor
from bivelio_core.errors import ValidationError
from bivelio_core.json_text import to_json
from bivelio_core.scopes import allows

from . import log, rights
from .log import Event
from .models import DescribedEventType, EventCatalogue, EventPage, EventRecord, GetEvent, ListEvents, ListEventTypes

EXAMINED = 1000
"""A filtered page reads at most this many events; it may then hold fewer than asked for, with `has_more`."""

PAGE_BYTES = 1_000_000
"""The data of one page, in bytes: a Lambda answers 6 MB at most, with the quotes of our JSON escaped."""

FILTERED_READ = 250
"""How many events a filtered page reads at a time."""

_POSITION = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9:.]+Z(#evn_[0-9a-z]+)?)?")


def page(request: ListEvents, ctx: Context) -> EventPage:
    """The next events after the cursor that the caller may read.

    Raises ValidationError for a cursor that is not ours, InsufficientScope for a type that the caller may not read.
    """
    rights.require(ctx.scopes, request.types or ())
    if request.after is not None and request.since is not None and not request.newest_first:
        raise ValidationError.of("from", "one_of")
    settled = log.settled_position()
    position = _start(request, ctx, settled)
    records: list[EventRecord] = []
    size = 0
    types = frozenset(request.types) if request.types else rights.readable(ctx.scopes)
    at_a_time = FILTERED_READ if len(types) < len(domain.event_types()) else request.limit + 1
    for examined, event in enumerate(_walk(request, ctx, position, at_a_time, settled)):
        if len(records) == request.limit or size >= PAGE_BYTES or examined == EXAMINED:
            return EventPage(events=records, next_after=encode_cursor(position), has_more=True)
        position = event.position
        if event.type in types:
            records.append(_show(event, ctx))
            size += len(to_json(event.data))
    end = position if request.newest_first else max(position, settled)
    return EventPage(events=records, next_after=encode_cursor(end), has_more=False)


def _walk(request: ListEvents, ctx: Context, position: str, at_a_time: int, settled: str) -> Iterator[Event]:
    """Yield the events from a position on, in the requested order."""
    if not request.newest_first:
        return log.after(ctx.store, position, at_a_time, settled)
    return log.before(ctx.store, position, at_a_time, _oldest(request, ctx))


def get(request: GetEvent, ctx: Context) -> EventRecord:
    """Read an event. Raises ResourceForbidden, ResourceNotFound, or InsufficientScope."""
    event = log.load(ctx.store, request.id)
    rights.require(ctx.scopes, [event.type])
    return _show(event, ctx)


def types(request: ListEventTypes, _ctx: Context) -> EventCatalogue:
    """Describe the types of event, also those that the caller may not read: `scope` says what that takes."""
    from . import catalogue  # noqa: PLC0415 - the models of every domain's events
    from .patterns import pattern_of  # noqa: PLC0415

    resources = domain.event_resources()
    return EventCatalogue(
        event_types=[
            DescribedEventType(
                name=name,
                description=event_type.description,
                resource=resources[name],
                scope=f"{resources[name]}:read",
                pattern=pattern_of(name),
                data_schema=catalogue.schema(name),
                example=catalogue.example(name),
            )
            for name, event_type in domain.event_types().items()
            if request.types is None or name in request.types
        ]
    )


def _start(request: ListEvents, ctx: Context, settled: str) -> str:
    if request.newest_first:
        return settled if request.after is None else min(settled, _decode(request.after))
    return _oldest(request, ctx) if request.after is None else max(log.earliest(ctx.store), _decode(request.after))


def _oldest(request: ListEvents, ctx: Context) -> str:
    """Return the position before the oldest event that is requested and has not expired."""
    earliest = log.earliest(ctx.store)
    return earliest if request.since is None else max(earliest, log.position_at(request.since))


def _show(event: Event, ctx: Context) -> EventRecord:
    data, for_readers = event.data, domain.event_types()[event.type].for_readers
    if for_readers is not None and not allows(ctx.scopes, domain.event_resources()[event.type], "admin"):
        data = for_readers()(data)
    return EventRecord(id=event.id, event=event.type, timestamp=event.timestamp, data=data)


def _decode(cursor: str) -> str:
    try:
        position = decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("after", "format", expected="cursor") from error
    if (match := _POSITION.fullmatch(position)) is None or not _is_day(match[1]):
        raise ValidationError.of("after", "format", expected="cursor")
    return position


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
