"""Set a new password by the link that was sent to the user's address."""

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor, Context
from bivelio_core.errors import Unprocessable
from bivelio_core.identity import passwords, records
from bivelio_core.identity.letters import links, queue
from bivelio_core.identity.letters.links import LINK_REPLACED, LINK_USED
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.identity.models import PasswordReset, ResetPassword
from bivelio_core.store import keys
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.writes import Put, Update, UpdateWrite, Write, all_of

MOST_ENTRIES = 50
"""In the logs of at most so many organisations of a user it is written that the password was set anew."""


def password_reset(request: ResetPassword, ctx: Context) -> PasswordReset:
    """Set a new password by a link and end all sessions, in the transaction that uses the link up.

    Raises Unprocessable for a link that cannot be used, ResourceForbidden from another organisation's pages.
    """
    table = ctx.store.table
    link = links.find(table, request.token, "reset")
    about = links.user_of(table, link, ctx.organisation)
    changed = Update(
        set={"password": passwords.hash_password(request.new_password)},
        add={"generation": 1},
        remove=["link", "link_asked_at"],
    )
    is_same = all_of(links.still_last(link), records.same_generation(about))
    origin = Origin(Actor("user", about["id"]), ctx.request_id, ctx.source_ip)
    writes: list[Write] = [
        links.used(link),
        UpdateWrite(keys.user(about["id"]), changed, is_same),
        *_entries(table, about["id"], origin),
    ]
    try:
        table.transact(writes)
    except TransactionFailed as failure:
        raise Unprocessable.of("token", LINK_USED if 0 in failure.items else LINK_REPLACED) from failure
    queue.tell(Letter("password_changed", about["id"], ctx.organisation, clock.stamp(), ctx.language))
    return PasswordReset(email=about["email"], changed_at=clock.timestamp())


def _entries(table: Table, user: str, origin: Origin) -> list[Put]:
    """Return the audit entries for the logs of all the user's organisations."""
    prefix = keys.membership(user, "")
    memberships = table.query(prefix.pk, prefix=prefix.sk, limit=MOST_ENTRIES, consistent=True)
    return [audit.entry(item["organisation"], "user.password_reset", origin, user=user) for item in memberships]
