"""The audit log as its organisation reads it. From the sandbox only what was done in the sandbox is seen."""

import re
from collections.abc import Iterator

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.cursors import decode_cursor, encode_cursor
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item

from .audit_models import AuditEntry, AuditPage, ListAudit

READ = 100
EXAMINED = 1_000
"""A filtered page reads at most this many entries; it may then hold fewer than asked for, with a cursor."""

_POSITION = re.compile(r"[0-9T:.Z-]{24}#aud_[0-9a-z]{16}")


def page(wanted: ListAudit, ctx: Context) -> AuditPage:
    """Entries before the cursor, newest first. Raises ValidationError for a cursor that is not ours."""
    position = _decode(wanted.before) if wanted.before else None
    shown: list[AuditEntry] = []
    for examined, entry in enumerate(_entries(wanted, ctx, position)):
        if len(shown) == wanted.limit or examined == EXAMINED:
            return AuditPage(entries=shown, next_before=encode_cursor(str(position)))
        position = entry["cursor"]
        if _matches(entry, wanted, ctx):
            shown.append(_show(entry))
    return AuditPage(entries=shown, next_before=None)


def _entries(wanted: ListAudit, ctx: Context, position: str | None) -> Iterator[Item]:
    """The entries of the asked time before a position, newest first, read a hundred at a time."""
    since = clock.stamp(wanted.since) if wanted.since else None
    before = clock.stamp(wanted.until) + "~" if wanted.until else None
    if position is not None and (before is None or position < before):
        before = position
    while since is None or before is None or since <= before:
        found = audit.newest(ctx.store.table, ctx.organisation, READ, before, since)
        yield from found
        if len(found) < READ:
            return
        before = found[-1]["cursor"]


def _matches(entry: Item, wanted: ListAudit, ctx: Context) -> bool:
    if ctx.tenant.is_sandbox and entry["details"].get("environment") != "sandbox":
        return False
    return (not wanted.actions or entry["action"] in wanted.actions) and wanted.actor in (None, entry["actor"])


def _show(entry: Item) -> AuditEntry:
    shared = ("action", "at", "actor_kind", "actor", "request_id", "details")
    about = {name: entry[name] for name in shared}
    return AuditEntry(id=entry["cursor"].rpartition("#")[2], ip=entry.get("ip") or None, **about)


def _decode(cursor: str) -> str:
    try:
        position = decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("before", "format", expected="cursor") from error
    if not _POSITION.fullmatch(position):
        raise ValidationError.of("before", "format", expected="cursor")
    return position
