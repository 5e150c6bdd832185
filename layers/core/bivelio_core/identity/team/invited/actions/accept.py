"""Accept an invitation."""

from bivelio_core import audit, clock, ids
from bivelio_core.audit import Origin
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, Unprocessable, ValidationError
from bivelio_core.faults import register
from bivelio_core.identity import passwords, users
from bivelio_core.identity.letters import links
from bivelio_core.identity.letters.links import LINK_REPLACED, LINK_USED, Link
from bivelio_core.identity.team.invited.reading import Invitation, find
from bivelio_core.identity.team.models import Accepted, AcceptInvitation
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Condition, ConditionCheck, Delete, Put, Write, absent, all_of, equals

HAS_ACCOUNT = register("identity", "has_account")


def accept(request: AcceptInvitation, ctx: Context) -> Accepted:
    """Become a member; the link is used up with it. Raises Unprocessable, ResourceForbidden, Conflict for a member."""
    table = ctx.store.table
    invitation = find(table, request.token, ctx)
    is_new = invitation.user is None
    if not is_new and request.password is not None:
        raise Unprocessable.of("password", HAS_ACCOUNT)
    if is_new and request.password is None:
        raise ValidationError.of("password", "required")
    user = invitation.user or ids.unowned_id("user")
    organisation, role = invitation.organisation["id"], invitation.item["role"]
    writes: list[Write] = [
        links.used(invitation.link),
        Delete(keys.invitation(organisation, invitation.item["id"]), _unchanged(invitation)),
        *users.membership(user, organisation, invitation.item["email"], role),
        ConditionCheck(keys.organisation(organisation), equals("status", "active")),
        audit.entry(
            organisation,
            "invitation.accepted",
            Origin(Actor("user", user), ctx.request_id, ctx.source_ip),
            invitation=invitation.item["id"],
            user=user,
            role=role,
        ),
        *(_account(user, invitation, request) if is_new else []),
    ]
    try:
        table.transact(writes)
    except TransactionFailed as failure:
        raise _why(failure, invitation.link) from failure
    return Accepted(id=user, email=invitation.item["email"], org_id=organisation, role=role, is_new=is_new)


def _unchanged(invitation: Invitation) -> Condition:
    return all_of(links.still_last(invitation.link), equals("role", invitation.item["role"]))


def _account(user: str, invitation: Invitation, request: AcceptInvitation) -> list[Write]:
    """The writes of a new account, the lock of its address first."""
    lock, key = keys.email_lock(invitation.address), keys.user(user)
    about = {
        "id": user,
        "email": invitation.item["email"],
        "created_at": clock.timestamp(),
        "password": passwords.hash_password(request.password or ""),
        **({"name": request.name} if request.name else {}),
        **({"language": request.language} if request.language else {}),
    }
    return [
        Put({"PK": lock.pk, "SK": lock.sk, "user": user}, absent()),
        Put({"PK": key.pk, "SK": key.sk, **about}, absent()),
    ]


LINK, INVITATION, OF_USER, OF_ORGANISATION = range(4)
"""Where the first writes of an acceptance are in its transaction."""


def _why(failure: TransactionFailed, link: Link) -> Exception:
    """Return the error of an acceptance that lost against a concurrent change."""
    if LINK in failure.items:
        return Unprocessable.of("token", LINK_USED)
    invitation = failure.items.get(INVITATION) or {}
    if INVITATION in failure.items and invitation.get("link") != link.digest:
        return Unprocessable.of("token", LINK_REPLACED)
    if {OF_USER, OF_ORGANISATION} & set(failure.items):
        return Conflict(details={"reason": "already_member"})
    return ChangedMeanwhile()  # the address got an account, the invitation another role, or the organisation suspended
