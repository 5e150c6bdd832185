"""Change a user's e-mail address by the link that was sent to the new address."""

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor, Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.identity import records
from bivelio_core.identity.letters import links, queue
from bivelio_core.identity.letters.links import LINK_REPLACED, LINK_USED
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.identity.models import ConfirmEmail, EmailChanged
from bivelio_core.store import keys
from bivelio_core.store.addresses import normalise_email
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.writes import Delete, Put, Update, UpdateWrite, Write, absent, all_of, equals, present

MOST_ORGANISATIONS = 45
"""An address changes in each organisation in the same transaction, which takes a hundred writes."""


def email_confirm(request: ConfirmEmail, ctx: Context) -> EmailChanged:
    """Change the address by a link, in the transaction that uses it up. Sessions go on; the former address is told.

    A password link that was sent to the former address stops working. Raises Unprocessable for a link that cannot be
    used, Conflict when somebody has the address meanwhile, ResourceForbidden on another organisation's pages.
    """
    table = ctx.store.table
    link = links.find(table, request.token, "email")
    about, address = links.user_of(table, link, ctx.organisation, "email_link"), str(link.about["email"])
    former, new = (keys.email_lock(normalise_email(each)) for each in (about["email"], address))
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
