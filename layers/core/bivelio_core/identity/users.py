"""Users and what they are in each organisation. An e-mail address belongs to one user (its lock item)."""

import unicodedata

from bivelio_core import clock, ids
from bivelio_core.errors import Conflict, ResourceNotFound
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.expressions import Change, Put, Update, Write, absent, present
from bivelio_core.store.table import Table, TransactionFailed

from . import audit, passwords
from .audit import Origin


def normalise_email(address: str) -> str:
    """The form under which an address is unique."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def create(table: Table, organisation: str, email: str, password: str, role: str, origin: Origin) -> Item:
    """Make a user who is a member of an organisation; a known address becomes a member with the password it has.

    Doing it again changes nothing. Raises Conflict when the user has another role there (see `set_role`).
    """
    lock = keys.email_lock(normalise_email(email))
    known = table.get(lock)
    user = str(known["user"]) if known else ids.unowned_id("user")
    account: list[Write] = []
    if known is None:
        key = keys.user(user)
        about = {"id": user, "email": email.strip(), "created_at": clock.timestamp()}
        account = [
            Put({"PK": lock.pk, "SK": lock.sk, "user": user}, absent()),
            Put({"PK": key.pk, "SK": key.sk, **about, "password": passwords.hash_password(password)}, absent()),
        ]
    entry = audit.entry(organisation, "user.created", origin, user=user, role=role)
    try:
        table.transact([*account, *_membership(user, organisation, email.strip(), role), entry])
    except TransactionFailed as failure:
        if known is None:
            return create(table, organisation, email, password, role, origin)  # the address was taken just now
        if (member := table.get(keys.membership(user, organisation))) is None or member["role"] != role:
            raise Conflict(details={"reason": "member_with_another_role"}) from failure
    return {"id": user, "email": email.strip(), "role": role}


def set_role(table: Table, organisation: str, email: str, role: str, origin: Origin) -> Item:
    """Give a member another role; tokens issued before keep the old one for their hour. Raises ResourceNotFound."""
    user = find(table, email)
    member = table.get(keys.membership(user, organisation))
    if member is None:
        raise ResourceNotFound
    if member["role"] != role:
        update = Update(set={"role": role})
        table.transact(
            [
                Change(keys.membership(user, organisation), update, present()),
                Change(keys.organisation_member(organisation, user), update, present()),
                audit.entry(organisation, "user.role_changed", origin, user=user, before=member["role"], after=role),
            ]
        )
    return {"id": user, "email": email, "role": role}


def set_password(table: Table, organisation: str, email: str, password: str, origin: Origin) -> Item:
    """Give a user another password and end all of the user's sessions, in every organisation.

    A session begun before `sessions_from` is dead: one attribute ends them all, however many there are.
    """
    user = find(table, email)
    changes = {"password": passwords.hash_password(password), "sessions_from": clock.stamp()}
    table.transact(
        [
            Change(keys.user(user), Update(set=changes), present()),
            audit.entry(organisation, "user.password_changed", origin, user=user),
        ]
    )
    return {"id": user, "email": email}


def find(table: Table, email: str) -> str:
    """The id of the user with an address. Raises ResourceNotFound."""
    lock = table.get(keys.email_lock(normalise_email(email)))
    if lock is None:
        raise ResourceNotFound
    return str(lock["user"])


def _membership(user: str, organisation: str, email: str, role: str) -> list[Write]:
    of_user, of_organisation = keys.membership(user, organisation), keys.organisation_member(organisation, user)
    about = {"user": user, "organisation": organisation, "role": role}
    return [
        Put({"PK": of_user.pk, "SK": of_user.sk, **about}, absent()),
        Put({"PK": of_organisation.pk, "SK": of_organisation.sk, "email": email, **about}, absent()),
    ]
