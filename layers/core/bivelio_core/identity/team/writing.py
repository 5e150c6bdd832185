"""Change the role of a member or an invitation."""

from bivelio_core.context import Context
from bivelio_core.identity import confirming
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Update, UpdateWrite, equals

from . import invitations, rules
from .members import change, is_member, keys_of
from .models import Person, UpdatePerson
from .reading import show_person


def update(request: UpdatePerson, ctx: Context) -> Person:
    """Change the role of a member or an invitation. Raises Conflict for the last owner, ChangedMeanwhile."""
    rules.require_live(ctx)
    table = ctx.store.table
    if not is_member(request.id):
        item = invitations.load(table, ctx.organisation, request.id)
        rules.require_over(ctx, item["role"], request.role)
        if request.role == "owner":
            confirming.require_recent(ctx)
        return show_person(invitations.change_role(item, request.role, ctx))
    member = existing(table.get(keys.organisation_member(ctx.organisation, request.id)))
    rules.require_over(ctx, member["role"], request.role)
    if "owner" in (member["role"], request.role):
        confirming.require_recent(ctx)
    if member["role"] != request.role:
        update, same = Update(set={"role": request.role}), equals("role", member["role"])
        writes = [UpdateWrite(key, update, same) for key in keys_of(member)]
        details = {"user": request.id, "before": member["role"], "after": request.role}
        change(member, writes, "user.role_changed", details, ctx)
    return show_person({**member, "role": request.role}, table.get(keys.user(request.id)))
