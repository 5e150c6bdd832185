"""Reset a forgotten password by a link that is sent to the user's address.

`forget` takes the same steps for every address: it counts, puts a message on a queue and answers. The worker that sends
the mail looks up whether the address has an account (letters/work.py), so neither the answer nor its duration reveals
it.
"""

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor, Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store import keys
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.writes import Put, Update, UpdateWrite, Write, all_of

from . import attempts, passwords, records, users
from .attempts import LockPolicy
from .errors import TooManyAttempts, TooManyMails
from .key_text import digest
from .letters import links, queue
from .letters.links import LINK_REPLACED, LINK_USED
from .letters.queue import Letter
from .models import ForgotPassword, PasswordForgotten, PasswordReset, ResetPassword
from .networks import network

A_NETWORK = LockPolicy(free_attempts=20, first_seconds=30, longest_seconds=900)
AN_ADDRESS = LockPolicy(free_attempts=3, first_seconds=60, longest_seconds=3600)
"""How many mails a network may ask for, and how many an address gets, before the next ones have to wait. For a day."""

MOST_ENTRIES = 50
"""In the logs of at most so many organisations of a user it is written that the password was set anew."""


def forget(request: ForgotPassword, ctx: Context) -> PasswordForgotten:
    """Send a link if the address has an account. Raises TooManyMails for a network that asks too often.

    An address that has reached its number of mails gets no more for a while, with the same answer.
    """
    table, address = ctx.store.table, users.normalise_email(request.email)
    try:
        attempts.take(table, keys.attempts("forgot_from", network(ctx.source_ip)), A_NETWORK)
    except TooManyAttempts as error:
        raise TooManyMails(retry_after=error.retry_after, details=error.details, **error.values) from error
    try:
        attempts.take(table, keys.attempts("forgot", digest(address)), AN_ADDRESS)
    except TooManyAttempts:
        return PasswordForgotten()
    queue.send(Letter("reset", address, ctx.organisation, clock.stamp(), ctx.language))
    return PasswordForgotten()


def reset(request: ResetPassword, ctx: Context) -> PasswordReset:
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
