"""Read an organisation's audit log. In the sandbox only actions in the sandbox are visible."""

import re

from bivelio_core import audit, newest_first
from bivelio_core.context import Context
from bivelio_core.identity.audit_models import AuditEntry, AuditPage, ListAudit
from bivelio_core.store.codec import Item

_POSITION = re.compile(r"[0-9T:.Z-]{24}#aud_[0-9a-z]{16}")


def page(request: ListAudit, ctx: Context) -> AuditPage:
    """Entries before the cursor, newest first. Raises ValidationError for a cursor that is not ours."""

    def read(before: str | None, since: str | None, limit: int) -> list[Item]:
        return audit.newest(ctx.store.table, ctx.organisation, limit, before, since)

    entries, older = newest_first.page(request, read, "cursor", _POSITION, lambda entry: _matches(entry, request, ctx))
    return AuditPage(entries=[_show(entry) for entry in entries], next_before=older)


def _matches(entry: Item, request: ListAudit, ctx: Context) -> bool:
    if ctx.tenant.is_sandbox and entry["details"].get("environment") != "sandbox":
        return False
    return (not request.actions or entry["action"] in request.actions) and request.actor in (None, entry["actor"])


def _show(entry: Item) -> AuditEntry:
    shared = ("action", "at", "actor_kind", "actor", "request_id", "details")
    about = {name: entry[name] for name in shared}
    return AuditEntry(id=entry["cursor"].rpartition("#")[2], ip=entry.get("ip") or None, **about)
