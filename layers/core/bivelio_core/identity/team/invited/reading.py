"""What a link invites to."""

from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden
from bivelio_core.identity.letters import links
from bivelio_core.identity.letters.links import Link
from bivelio_core.identity.team.models import Invited, ReadInvitation
from bivelio_core.store import keys
from bivelio_core.store.addresses import normalise_email
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table


class Invitation(NamedTuple):
    """An invitation that can be accepted, with its link, its organisation and the account that its address has."""

    link: Link
    item: Item
    organisation: Item
    user: str | None

    @property
    def address(self) -> str:
        """The address that was invited."""
        return normalise_email(self.item["email"])


def invitation_get(request: ReadInvitation, ctx: Context) -> Invited:
    """Return the invitation that a link shows. Raises Unprocessable for an unusable link, ResourceForbidden."""
    found = find(ctx.store.table, request.token, ctx)
    return Invited(
        org_id=found.organisation["id"],
        organisation=found.organisation["name"],
        email=found.item["email"],
        role=found.item["role"],
        invited_by=found.item["invited_by_name"],
        expires_at=clock.timestamp(clock.instant(found.item["expires_at"])),
        has_account=found.user is not None,
        language=found.item["language"],
    )


def find(table: Table, token: str, ctx: Context) -> Invitation:
    """Find the invitation of a link. Raises Unprocessable for an unusable link, ResourceForbidden."""
    link = links.find(table, token, "invitation")
    wanted = str(link.about["organisation"])
    invitation, caller = keys.invitation(wanted, link.about["invitation"]), keys.organisation(ctx.organisation)
    owner = keys.organisation(wanted)
    found = table.get_many([invitation, owner, caller], consistent=True)
    if wanted != ctx.organisation and not found[caller].get("platform"):
        raise ResourceForbidden
    item = links.of_holder(found.get(invitation), link)
    if found[owner]["status"] != "active":
        raise ResourceForbidden
    lock = table.get(keys.email_lock(normalise_email(item["email"])))
    return Invitation(link, item, found[owner], str(lock["user"]) if lock else None)
