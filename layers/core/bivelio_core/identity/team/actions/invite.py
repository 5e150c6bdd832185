"""Invite an address."""

from bivelio_core.context import Context
from bivelio_core.identity import confirming
from bivelio_core.identity.team import invitations, rules
from bivelio_core.identity.team.models import InvitePerson, Person
from bivelio_core.identity.team.reading import show_person


def invite(request: InvitePerson, ctx: Context) -> Person:
    """Invite an address, or renew its invitation with a new link."""
    rules.require_live(ctx)
    if request.role == "owner":
        rules.require_over(ctx, "owner")
        confirming.require_recent(ctx)
    return show_person(invitations.invite(request, ctx))
