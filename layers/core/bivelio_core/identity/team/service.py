"""The team as its managers see and change it: members and invitations, told apart by their ids."""

from collections.abc import Sequence

from bivelio_core import audit, clock
from bivelio_core.audit import Action, Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, ResourceNotFound
from bivelio_core.identity import confirming
from bivelio_core.ids import PREFIXES
from bivelio_core.models import Pagination
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Delete, Key, Update, UpdateWrite, Write, equals, present

from . import invitations, rules
from .models import (
    InvitePerson,
    LeaveOrganisation,
    ListPeople,
    PeoplePage,
    Person,
    RemovedPerson,
    RemovePerson,
    UpdatePerson,
)


def list_people(request: ListPeople, ctx: Context) -> PeoplePage:
    """The members by address, then, for who manages them, the invitations."""
    table, organisation = ctx.store.table, ctx.organisation
    members = table.query(keys.organisation_member(organisation, "").pk, consistent=True)
    invited = invitations.all_of(table, organisation) if ctx.role in rules.MANAGERS else []
    people = [*sorted(members, key=_by_address), *sorted(invited, key=_by_address)]
    wanted = [item for item in people if request.status in (None, _status(item))]
    page = request.slice_of(wanted)
    accounts = table.get_many([keys.user(item["SK"]) for item in page if "user" in item])
    return PeoplePage(
        users=[_show(item, accounts.get(keys.user(item["SK"]))) for item in page],
        pagination=Pagination.of(request, len(wanted)),
    )


def invite(request: InvitePerson, ctx: Context) -> Person:
    """Invite an address, or again with a new link."""
    rules.require_live(ctx)
    if request.role == "owner":
        rules.require_over(ctx, "owner")
        confirming.require_recent(ctx)
    return _show(invitations.invite(request, ctx))


def update(request: UpdatePerson, ctx: Context) -> Person:
    """Change the role of a member or an invitation. Raises Conflict for the last owner, ChangedMeanwhile."""
    rules.require_live(ctx)
    table = ctx.store.table
    if not _is_member(request.id):
        item = invitations.load(table, ctx.organisation, request.id)
        rules.require_over(ctx, item["role"], request.role)
        if request.role == "owner":
            confirming.require_recent(ctx)
        return _show(invitations.change_role(item, request.role, ctx))
    member = existing(table.get(keys.organisation_member(ctx.organisation, request.id)))
    rules.require_over(ctx, member["role"], request.role)
    if "owner" in (member["role"], request.role):
        confirming.require_recent(ctx)
    if member["role"] != request.role:
        update, same = Update(set={"role": request.role}), equals("role", member["role"])
        writes = [UpdateWrite(key, update, same) for key in _keys(member)]
        details = {"user": request.id, "before": member["role"], "after": request.role}
        _change(member, writes, "user.role_changed", details, ctx)
    return _show({**member, "role": request.role}, table.get(keys.user(request.id)))


def remove(request: RemovePerson, ctx: Context) -> RemovedPerson:
    """Remove a member, or withdraw an invitation. Raises Conflict for the last owner, ChangedMeanwhile."""
    rules.require_live(ctx)
    table = ctx.store.table
    if _is_member(request.id):
        member = existing(table.get(keys.organisation_member(ctx.organisation, request.id)))
        rules.require_over(ctx, member["role"])
        if member["role"] == "owner":
            confirming.require_recent(ctx)
        action: Action = "user.left" if request.id == ctx.actor.id else "user.removed"
        _drop(member, action, ctx)
    else:
        invitations.revoke(invitations.load(table, ctx.organisation, request.id), ctx)
    return RemovedPerson(id=request.id)


def leave(_request: LeaveOrganisation, ctx: Context) -> RemovedPerson:
    """Leave the organisation, whatever the role. Raises Conflict for the last owner, ChangedMeanwhile.

    An owner proves who it is first: nobody makes one leave by a session that was left open.
    """
    rules.require_live(ctx)
    member = existing(ctx.store.table.get(keys.organisation_member(ctx.organisation, ctx.actor.id)))
    if member["role"] == "owner":
        confirming.require_recent(ctx)
    _drop(member, "user.left", ctx)
    return RemovedPerson(id=ctx.actor.id)


def _drop(member: Item, action: Action, ctx: Context) -> None:
    of_user, of_organisation = _keys(member)
    writes = [Delete(of_user, equals("role", member["role"])), Delete(of_organisation, present())]
    _change(member, writes, action, {"user": member["user"]}, ctx)


def _change(member: Item, writes: Sequence[Write], action: Action, details: dict[str, str], ctx: Context) -> None:
    """Change a member; of an owner, on condition that another one remains."""
    remains = [rules.another_owner(ctx.store.table, ctx.organisation, member["user"])] if _is_owner(member) else []
    try:
        ctx.store.table.transact([*writes, *remains, audit.entry(ctx.organisation, action, Origin.of(ctx), **details)])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure


def _is_owner(member: Item) -> bool:
    return bool(member["role"] == "owner")


def _keys(member: Item) -> tuple[Key, Key]:
    organisation, user = member["organisation"], member["user"]
    return keys.membership(user, organisation), keys.organisation_member(organisation, user)


def _is_member(name: str) -> bool:
    """Whether an id is a user's. Raises ResourceNotFound for one that is neither a user's nor an invitation's."""
    kind = name.partition("_")[0]
    if kind not in (PREFIXES["user"], PREFIXES["invitation"]):
        raise ResourceNotFound
    return kind == PREFIXES["user"]


def _by_address(item: Item) -> tuple[str, str]:
    return str(item["email"]).casefold(), str(item["SK"])


def _status(item: Item) -> str:
    if "user" in item:
        return "active"
    return "invited" if invitations.is_open(item) else "expired"


def _show(item: Item, account: Item | None = None) -> Person:
    if "user" in item:
        about = account or {}
        return Person(
            id=item["user"],
            email=item["email"],
            name=about.get("name"),
            role=item["role"],
            status="active",
            mfa_enabled="mfa" in about,
            joined_at=item.get("joined_at"),
        )
    return Person(
        id=item["id"],
        email=item["email"],
        role=item["role"],
        status="invited" if invitations.is_open(item) else "expired",
        mail=item["mail"],
        invited_by=item["invited_by"],
        invited_at=clock.timestamp(clock.parse(item["asked_at"])),
        expires_at=clock.timestamp(clock.instant(item["expires_at"])),
    )
