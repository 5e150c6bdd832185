"""The members of an organisation: the only data of its users that functions outside identity may read."""

from typing import NamedTuple

from . import keys
from .tenant_store import TenantStore


class Member(NamedTuple):
    """A user of the organisation."""

    user: str
    email: str
    role: str


MOST_MEMBERS = 1_000


def is_member(store: TenantStore, user: str) -> bool:
    """Whether a user is a member of the organisation, now."""
    return store.table.get(keys.organisation_member(store.tenant.organisation, user)) is not None


def is_suspended(store: TenantStore) -> bool:
    """Tell whether the organisation is suspended now. If it is, no request in its name is accepted."""
    return store.table.get(keys.suspension(store.tenant.organisation)) is not None


def find(store: TenantStore, user: str) -> Member | None:
    """Return a user as a current member of the organisation; None for anyone who is not a member."""
    item = store.table.get(keys.organisation_member(store.tenant.organisation, user))
    return None if item is None else Member(user, item["email"], item["role"])


def all_of(store: TenantStore) -> list[Member]:
    """The members of the organisation, at most a thousand."""
    partition = keys.organisation_member(store.tenant.organisation, "").pk
    return [
        Member(item["SK"], item["email"], item["role"]) for item in store.table.query(partition, limit=MOST_MEMBERS)
    ]
