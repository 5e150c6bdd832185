"""Invitations: one for each address, with one link at a time, which a worker makes and sends (letters/work.py)."""

from datetime import timedelta

from bivelio_core import audit, clock, config, ids
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.identity import attempts, organisations
from bivelio_core.identity.attempts import LockPolicy
from bivelio_core.identity.errors import TooManyAttempts, TooManyMails
from bivelio_core.identity.key_text import digest
from bivelio_core.identity.letters import queue
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.store import keys
from bivelio_core.store.addresses import normalise_email
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.tenant_store import existing, require_own
from bivelio_core.store.writes import Delete, Key, Put, Update, UpdateWrite, absent, equals

from . import rules
from .models import InvitePerson

LIFETIME = timedelta(days=7)
REMEMBERED = timedelta(days=30)
"""How long an invitation that has expired is still listed."""

AN_ADDRESS = LockPolicy(free_attempts=3, first_seconds=60, longest_seconds=3600)
AN_ORGANISATION = LockPolicy(free_attempts=100, first_seconds=30, longest_seconds=900)
"""How many mails go to an address, and from an organisation, before each next one has to wait. For a day."""


def invite(request: InvitePerson, ctx: Context) -> Item:
    """Invite an address, or invite it again. Raises Conflict for a member's address, TooManyMails, ChangedMeanwhile."""
    table, address = ctx.store.table, normalise_email(request.email)
    if not config.mail_from():
        raise Conflict(details={"reason": "no_mail"})
    name = ids.tagged_id("invitation", ctx.organisation, ids.derived_body("invitation", ctx.organisation, address))
    key = keys.invitation(ctx.organisation, name)
    before = table.get(key)
    rules.require_over(ctx, request.role, *([before["role"]] if before else []))
    _require_stranger(table, address, ctx.organisation)
    _count(table, ctx.organisation, address)
    item = _item(key, name, request, before, ctx)
    entry = audit.entry(ctx.organisation, "invitation.sent", Origin.of(ctx), invitation=name, role=request.role)
    unchanged = equals("asked_at", before["asked_at"]) if before else absent()
    try:
        table.transact([Put(item, unchanged), entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    queue.send(Letter("invitation", name, ctx.organisation, item["asked_at"], item["language"]))
    return item


def load(table: Table, organisation: str, name: str) -> Item:
    """An invitation. Raises ResourceForbidden for another organisation's id, ResourceNotFound."""
    require_own("invitation", name, organisation)
    return existing(table.get(keys.invitation(organisation, name)))


def change_role(item: Item, role: str, ctx: Context) -> Item:
    """Give an open invitation another role; its link stays. Raises ChangedMeanwhile."""
    rules.require_over(ctx, item["role"], role)
    if item["role"] == role:
        return item
    details = {"invitation": item["id"], "before": item["role"], "after": role}
    entry = audit.entry(ctx.organisation, "user.role_changed", Origin.of(ctx), **details)
    change = UpdateWrite(Key(item["PK"], item["SK"]), Update(set={"role": role}), equals("role", item["role"]))
    try:
        ctx.store.table.transact([change, entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return {**item, "role": role}


def revoke(item: Item, ctx: Context) -> None:
    """Withdraw an invitation: its link stops working. Doing it again changes nothing."""
    rules.require_over(ctx, item["role"])
    entry = audit.entry(ctx.organisation, "invitation.revoked", Origin.of(ctx), invitation=item["id"])
    try:
        ctx.store.table.transact([Delete(Key(item["PK"], item["SK"]), equals("role", item["role"])), entry])
    except TransactionFailed as failure:
        if ctx.store.table.get(Key(item["PK"], item["SK"])) is not None:
            raise ChangedMeanwhile from failure


def all_of(table: Table, organisation: str) -> list[Item]:
    """The invitations of an organisation, open and expired."""
    items = table.query(keys.invitation(organisation, "").pk, consistent=True)
    return [item for item in items if item["ttl"] > clock.epoch()]


def is_open(item: Item) -> bool:
    """Whether an invitation can still be accepted."""
    return bool(item["expires_at"] > clock.epoch())


def _require_stranger(table: Table, address: str, organisation: str) -> None:
    lock = table.get(keys.email_lock(address))
    if lock and table.get(keys.organisation_member(organisation, lock["user"])):
        raise Conflict(details={"reason": "already_member"})


def _count(table: Table, organisation: str, address: str) -> None:
    """Count a mail. Raises TooManyMails, so that invitations cannot be used to harass people or to send spam."""
    counted = (
        (keys.attempts("invite", f"{organisation}#{digest(address)}"), AN_ADDRESS),
        (keys.attempts("inviting", organisation), AN_ORGANISATION),
    )
    for key, policy in counted:
        try:
            attempts.take(table, key, policy)
        except TooManyAttempts as error:
            raise TooManyMails(retry_after=error.retry_after, details=error.details, **error.values) from error


def _item(key: Key, name: str, request: InvitePerson, before: Item | None, ctx: Context) -> Item:
    inviter = existing(ctx.store.table.get(keys.user(ctx.actor.id)))
    language = request.language or (before or {}).get("language")
    if language is None:
        language = organisations.load(ctx.store.table, ctx.organisation)["language"]
    expires_at = clock.ttl(LIFETIME)
    return {
        "PK": key.pk,
        "SK": key.sk,
        "id": name,
        "email": request.email,
        "role": request.role,
        "language": language,
        "invited_by": ctx.actor.id,
        "invited_by_name": inviter.get("name") or inviter["email"],
        "asked_at": clock.stamp(),
        "expires_at": expires_at,
        "mail": "pending",
        "ttl": expires_at + int(REMEMBERED.total_seconds()),
    }
