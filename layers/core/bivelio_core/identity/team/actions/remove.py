"""Remove a member, or withdraw an invitation."""

from typing import TYPE_CHECKING

from bivelio_core.context import Context
from bivelio_core.identity import confirming
from bivelio_core.identity.team import invitations, rules
from bivelio_core.identity.team.members import drop, is_member
from bivelio_core.identity.team.models import RemovedPerson, RemovePerson
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import existing

if TYPE_CHECKING:
    from bivelio_core.audit import Action


def remove(request: RemovePerson, ctx: Context) -> RemovedPerson:
    """Remove a member, or withdraw an invitation. Raises Conflict for the last owner, ChangedMeanwhile."""
    rules.require_live(ctx)
    table = ctx.store.table
    if is_member(request.id):
        member = existing(table.get(keys.organisation_member(ctx.organisation, request.id)))
        rules.require_over(ctx, member["role"])
        if member["role"] == "owner":
            confirming.require_recent(ctx)
        action: Action = "user.left" if request.id == ctx.actor.id else "user.removed"
        drop(member, action, ctx)
    else:
        invitations.revoke(invitations.load(table, ctx.organisation, request.id), ctx)
    return RemovedPerson(id=request.id)
