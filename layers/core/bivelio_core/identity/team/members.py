"""Change members, and make sure that an owner remains."""

from collections.abc import Sequence

from bivelio_core import audit
from bivelio_core.audit import Action, Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, ResourceNotFound
from bivelio_core.ids import PREFIXES
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Delete, Key, Write, equals, present

from . import rules


def drop(member: Item, action: Action, ctx: Context) -> None:
    """Remove a member."""
    of_user, of_organisation = keys_of(member)
    writes = [Delete(of_user, equals("role", member["role"])), Delete(of_organisation, present())]
    change(member, writes, action, {"user": member["user"]}, ctx)


def change(member: Item, writes: Sequence[Write], action: Action, details: dict[str, str], ctx: Context) -> None:
    """Change a member. If it is an owner, another owner must remain."""
    remains = [rules.another_owner(ctx.store.table, ctx.organisation, member["user"])] if _is_owner(member) else []
    try:
        ctx.store.table.transact([*writes, *remains, audit.entry(ctx.organisation, action, Origin.of(ctx), **details)])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure


def _is_owner(member: Item) -> bool:
    return bool(member["role"] == "owner")


def keys_of(member: Item) -> tuple[Key, Key]:
    """The two items of a member: the user's and the organisation's."""
    organisation, user = member["organisation"], member["user"]
    return keys.membership(user, organisation), keys.organisation_member(organisation, user)


def is_member(name: str) -> bool:
    """Tell whether an id is a user's. Raises ResourceNotFound if it is neither a user's nor an invitation's."""
    kind = name.partition("_")[0]
    if kind not in (PREFIXES["user"], PREFIXES["invitation"]):
        raise ResourceNotFound
    return kind == PREFIXES["user"]
