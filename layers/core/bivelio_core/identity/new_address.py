"""Change the signed-in user's e-mail address by a link that is sent to the new address.

`ask` takes the same steps for every address: whether somebody else has it is looked up by the worker that sends the
mail (letters/work.py). The link proves the new address; the recent sign-in before it proves the person.
"""

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor, Context
from bivelio_core.errors import Conflict, InvalidToken, Unprocessable
from bivelio_core.faults import register
from bivelio_core.store import keys
from bivelio_core.store.table import ConditionFailed, Table, TransactionFailed
from bivelio_core.store.writes import Delete, Put, Update, UpdateWrite, Write, absent, all_of, equals, present

from . import attempts, confirming, records, users
from .attempts import LockPolicy
from .errors import TooManyAttempts, TooManyMails
from .letters import links, queue
from .letters.links import LINK_REPLACED, LINK_USED
from .letters.queue import Letter
from .models import ChangeEmail, ConfirmEmail, EmailChangeAsked, EmailChanged

A_USER = LockPolicy(free_attempts=3, first_seconds=60, longest_seconds=3600)
"""How many mails a user may have sent, before the next ones have to wait. For a day."""

MOST_ORGANISATIONS = 45
"""An address changes in each organisation in the same transaction, which takes a hundred writes."""

SAME_ADDRESS = register("identity", "same_address")


def ask(request: ChangeEmail, ctx: Context) -> EmailChangeAsked:
    """Send a link to the new address, after a recent sign-in. A newer request invalidates the link of the former one.

    Raises ConfirmationRequired, Unprocessable for the address that the user has, TooManyMails, InvalidToken.
    """
    confirming.require_recent(ctx)
    table, user = ctx.store.table, keys.user(ctx.actor.id)
    address = request.email.strip()
    about = table.get(user)
    if about is None:
        raise InvalidToken
    if users.normalise_email(address) == users.normalise_email(about["email"]):
        raise Unprocessable.of("email", SAME_ADDRESS)
    try:
        attempts.take(table, keys.attempts("new_address", ctx.actor.id), A_USER)
    except TooManyAttempts as error:
        raise TooManyMails(retry_after=error.retry_after, details=error.details, **error.values) from error
    asked_at = clock.stamp()
    change = Update(set={"new_email": address, "email_asked_at": asked_at}, remove=["email_link"])
    try:
        table.update(user, change, condition=present())
    except ConditionFailed as failure:
        raise InvalidToken from failure
    queue.send(Letter("email", ctx.actor.id, ctx.organisation, asked_at, ctx.language))
    return EmailChangeAsked()


def confirm(request: ConfirmEmail, ctx: Context) -> EmailChanged:
    """Change the address by a link, in the transaction that uses it up. Sessions go on; the former address is told.

    A password link that was sent to the former address stops working. Raises Unprocessable for a link that cannot be
    used, Conflict when somebody has the address meanwhile, ResourceForbidden on another organisation's pages.
    """
    table = ctx.store.table
    link = links.find(table, request.token, "email")
    about, address = links.user_of(table, link, ctx.organisation, "email_link"), str(link.about["email"])
    former, new = (keys.email_lock(users.normalise_email(each)) for each in (about["email"], address))
    is_same = all_of(links.still_last(link, "email_link"), records.same_generation(about))
    forgotten = ("new_email", "email_asked_at", "email_link", "link", "link_asked_at")
    writes: list[Write] = [
        links.used(link),
        UpdateWrite(keys.user(about["id"]), Update(set={"email": address}, remove=forgotten), is_same),
        Put({"PK": new.pk, "SK": new.sk, "user": about["id"]}, absent()),
        Delete(former, equals("user", about["id"])),
        *_in_organisations(
            table, about["id"], address, Origin(Actor("user", about["id"]), ctx.request_id, ctx.source_ip)
        ),
    ]
    try:
        table.transact(writes)
    except TransactionFailed as failure:
        if failure.items.keys() & {0, 1}:
            raise Unprocessable.of("token", LINK_USED if 0 in failure.items else LINK_REPLACED) from failure
        raise Conflict(details={"reason": "email_taken"}) from failure
    queue.tell(Letter("email_changed", about["email"], ctx.organisation, clock.stamp(), about.get("language", "ca")))
    return EmailChanged(email=address, changed_at=clock.timestamp())


def _in_organisations(table: Table, user: str, address: str, origin: Origin) -> list[Write]:
    """Return the writes that put the address into the user's organisations' lists and an entry into their logs."""
    prefix = keys.membership(user, "")
    memberships = table.query(prefix.pk, prefix=prefix.sk, limit=MOST_ORGANISATIONS + 1, consistent=True)
    if len(memberships) > MOST_ORGANISATIONS:
        raise Conflict(details={"reason": "too_many_organisations"})
    change = Update(set={"email": address})
    return [
        write
        for organisation in (item["organisation"] for item in memberships)
        for write in (
            UpdateWrite(keys.organisation_member(organisation, user), change, present()),
            audit.entry(organisation, "user.email_changed", origin, user=user),
        )
    ]
