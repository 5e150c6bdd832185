"""Make tenants' stores for workers, whose message or record names the tenant."""

from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.tenancy import Tenant


def store_of(tenant: Tenant) -> TenantStore:
    """A tenant's store on the process's table."""
    return SystemStore(table()).of(tenant)
