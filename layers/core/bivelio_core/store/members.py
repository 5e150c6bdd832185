"""Who belongs to an organisation: all that functions other than identity's may read of its users."""

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
    """Whether the organisation is suspended, now: then nothing that acts in its name is let in."""
    return store.table.get(keys.suspension(store.tenant.organisation)) is not None


def find(store: TenantStore, user: str) -> Member | None:
    """A user as a member of the organisation, now; None for anybody else."""
    item = store.table.get(keys.organisation_member(store.tenant.organisation, user))
    return None if item is None else Member(user, item["email"], item["role"])


def all_of(store: TenantStore) -> list[Member]:
    """The members of the organisation, at most a thousand."""
    partition = keys.organisation_member(store.tenant.organisation, "").pk
    return [
        Member(item["SK"], item["email"], item["role"]) for item in store.table.query(partition, limit=MOST_MEMBERS)
    ]
