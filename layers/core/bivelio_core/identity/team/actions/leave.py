"""Leave the organisation."""

from bivelio_core.context import Context
from bivelio_core.identity import confirming
from bivelio_core.identity.team import rules
from bivelio_core.identity.team.members import drop
from bivelio_core.identity.team.models import LeaveOrganisation, RemovedPerson
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import existing


def leave(_request: LeaveOrganisation, ctx: Context) -> RemovedPerson:
    """Leave the organisation, whatever the role. Raises Conflict for the last owner, ChangedMeanwhile.

    An owner has to prove their identity first, so that no one can remove an owner through an unattended session.
    """
    rules.require_live(ctx)
    member = existing(ctx.store.table.get(keys.organisation_member(ctx.organisation, ctx.actor.id)))
    if member["role"] == "owner":
        confirming.require_recent(ctx)
    drop(member, "user.left", ctx)
    return RemovedPerson(id=ctx.actor.id)
