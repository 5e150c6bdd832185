"""Whose certificate signs for an organisation: its own, in the sandbox one that is simulated."""

from bivelio_core.errors import Unprocessable
from bivelio_core.invoices.errors import NO_CERTIFICATE
from bivelio_core.invoices.paper import Party
from bivelio_core.store.tenant_store import TenantStore

from . import simulated
from .credentials import Credentials


def credentials_of(store: TenantStore, seller: Party) -> Credentials:
    """Return what signs the invoices of a seller. Raises Unprocessable without a certificate of the organisation."""
    if store.tenant.is_sandbox:
        return simulated.credentials_of(seller.name, seller.nif or "")
    raise Unprocessable.of("certificate", NO_CERTIFICATE)
