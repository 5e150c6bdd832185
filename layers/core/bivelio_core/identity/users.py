"""Users and their role in each organisation. An e-mail address belongs to one user (its lock item)."""

from bivelio_core import audit, clock, ids
from bivelio_core.audit import Origin
from bivelio_core.errors import Conflict, ResourceNotFound
from bivelio_core.store import keys
from bivelio_core.store.addresses import normalise_email
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import ConditionCheck, Delete, Put, Update, UpdateWrite, Write, absent, present

from . import passwords


def create(table: Table, organisation: str, email: str, password: str, role: str, origin: Origin) -> Item:
    """Make a user who is a member of an organisation; a known address's user becomes a member and keeps the password.

    Repeating it changes nothing. Raises Conflict when the user has another role there (see `set_role`).
    """
    lock = keys.email_lock(normalise_email(email))
    lock_item = table.get(lock)
    user = str(lock_item["user"]) if lock_item else ids.unowned_id("user")
    account: list[Write] = []
    if lock_item is None:
        key = keys.user(user)
        about = {"id": user, "email": email.strip(), "created_at": clock.timestamp()}
        account = [
            Put({"PK": lock.pk, "SK": lock.sk, "user": user}, absent()),
            Put({"PK": key.pk, "SK": key.sk, **about, "password": passwords.hash_password(password)}, absent()),
        ]
    entry = audit.entry(organisation, "user.created", origin, user=user, role=role)
    try:
        table.transact([*account, *membership(user, organisation, email.strip(), role), entry])
    except TransactionFailed as failure:
        if lock_item is None:
            return create(table, organisation, email, password, role, origin)  # the address was taken just now
        if (member := table.get(keys.membership(user, organisation))) is None or member["role"] != role:
            raise Conflict(details={"reason": "member_with_another_role"}) from failure
    return {"id": user, "email": email.strip(), "role": role}


def set_role(table: Table, organisation: str, email: str, role: str, origin: Origin) -> Item:
    """Give a member a new role; existing tokens have it within 30 seconds. Raises ResourceNotFound."""
    user = find(table, email)
    member = existing(table.get(keys.membership(user, organisation)))
    if member["role"] != role:
        update = Update(set={"role": role})
        table.transact(
            [
                UpdateWrite(keys.membership(user, organisation), update, present()),
                UpdateWrite(keys.organisation_member(organisation, user), update, present()),
                audit.entry(organisation, "user.role_changed", origin, user=user, before=member["role"], after=role),
            ]
        )
    return {"id": user, "email": email, "role": role}


def set_password(table: Table, organisation: str, email: str, password: str, origin: Origin) -> Item:
    """Give a user a new password and end all of the user's sessions, in every organisation.

    A session is active only in the user's `generation` in which it began: incrementing one number ends them all.
    Raises ResourceNotFound for a user who is not a member of the organisation.
    """
    change = Update(set={"password": passwords.hash_password(password)}, add={"generation": 1})
    return _change_member(table, organisation, email, change, "user.password_changed", origin)


def end_sessions(table: Table, organisation: str, email: str, origin: Origin) -> Item:
    """End all of a member's sessions, in every organisation; the password stays. Raises ResourceNotFound."""
    return _change_member(table, organisation, email, Update(add={"generation": 1}), "user.sessions_ended", origin)


def reset_second_factor(table: Table, organisation: str, email: str, origin: Origin) -> Item:
    """Switch off the second factor of a member who has lost it, and end all sessions. Raises ResourceNotFound."""
    change = Update(add={"generation": 1}, remove=("mfa", "mfa_secret", "mfa_step", "mfa_codes"))
    return _change_member(table, organisation, email, change, "mfa.reset", origin)


def remove(table: Table, organisation: str, email: str, origin: Origin) -> Item:
    """Remove a member from an organisation and end the sessions there. Repeating it changes nothing.

    The account stays, for the other organisations it may belong to. Raises ResourceNotFound for an unknown address.
    """
    user = find(table, email)
    try:
        table.transact(
            [
                Delete(keys.membership(user, organisation), present()),
                Delete(keys.organisation_member(organisation, user)),
                audit.entry(organisation, "user.removed", origin, user=user),
            ]
        )
    except TransactionFailed:
        return {"id": user, "email": email}  # not a member, or no longer one
    return {"id": user, "email": email}


def find(table: Table, email: str) -> str:
    """The id of the user with an address. Raises ResourceNotFound."""
    lock = table.get(keys.email_lock(normalise_email(email)))
    if lock is None:
        raise ResourceNotFound
    return str(lock["user"])


def _change_member(
    table: Table, organisation: str, email: str, change: Update, action: audit.Action, origin: Origin
) -> Item:
    """Change the account of a member and audit it. Raises ResourceNotFound for a user who is not a member."""
    user = find(table, email)
    is_member = ConditionCheck(keys.membership(user, organisation), present())
    entry = audit.entry(organisation, action, origin, user=user)
    try:
        table.transact([UpdateWrite(keys.user(user), change, present()), is_member, entry])
    except TransactionFailed as failure:
        raise ResourceNotFound from failure
    return {"id": user, "email": email}


def membership(user: str, organisation: str, email: str, role: str) -> list[Write]:
    """Return the writes that make a user a member; they fail if the user already is one."""
    of_user, of_organisation = keys.membership(user, organisation), keys.organisation_member(organisation, user)
    about = {"user": user, "organisation": organisation, "role": role, "joined_at": clock.timestamp()}
    return [
        Put({"PK": of_user.pk, "SK": of_user.sk, **about}, absent()),
        Put({"PK": of_organisation.pk, "SK": of_organisation.sk, "email": email, **about}, absent()),
    ]
