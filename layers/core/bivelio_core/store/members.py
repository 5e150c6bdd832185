"""Who belongs to an organisation: all that functions other than identity's may read of its users."""

from . import keys
from .tenant_store import TenantStore


def is_member(store: TenantStore, user: str) -> bool:
    """Whether a user is a member of the organisation, now."""
    return store.table.get(keys.organisation_member(store.tenant.organisation, user)) is not None
