"""The rules for managing the people of an organisation.

Owners do everything. Administrators manage everybody but owners, and make nobody an owner. Others see the team, and may
leave. An organisation always has an owner.
"""

from collections.abc import Iterable

from bivelio_core.context import Context
from bivelio_core.errors import Conflict, InsufficientScope, Unprocessable
from bivelio_core.faults import register
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import ConditionCheck, equals

MANAGERS = ("owner", "admin")

PEOPLE_FROM_SANDBOX = register("identity", "people_from_sandbox")


def require_live(ctx: Context) -> None:
    """Raise Unprocessable in the sandbox, because a sandbox token must give no rights in live."""
    if ctx.tenant.is_sandbox:
        raise Unprocessable.of("environment", PEOPLE_FROM_SANDBOX)


def require_over(ctx: Context, *roles: str) -> None:
    """Raise InsufficientScope unless the caller may manage people of these roles."""
    if ctx.role == "owner" or (ctx.role in MANAGERS and "owner" not in roles):
        return
    raise InsufficientScope(scope="owner", details={"required_role": "owner", "reason": "owners_only"})


def another_owner(table: Table, organisation: str, user: str) -> ConditionCheck:
    """The check that an owner remains besides a user. Raises Conflict for the last one.

    The check reads the item of one other owner. If two owners remove each other at the same time, each checks the
    other's item; DynamoDB's transactions are serialisable, so one of them fails.
    """
    members = table.query(keys.organisation_member(organisation, "").pk, consistent=True)
    others = [name for name in _owners(members) if name != user]
    if not others:
        raise Conflict(details={"reason": "last_owner"})
    return ConditionCheck(keys.organisation_member(organisation, others[0]), equals("role", "owner"))


def _owners(members: Iterable[Item]) -> list[str]:
    return [str(member["SK"]) for member in members if member["role"] == "owner"]
