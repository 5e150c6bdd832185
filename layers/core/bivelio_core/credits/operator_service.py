"""The operator's operation on credits; it can be repeated."""

from typing import Annotated

from pydantic import Field

from bivelio_core import audit
from bivelio_core.audit import Origin
from bivelio_core.models import LINE, Request
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from . import account, ledger


class GrantCredits(Request):
    """Credits that do not expire, granted once for a reference: the number of an order or of a complaint."""

    organisation: Annotated[str, Field(pattern=r"^org_[0-9a-z]{1,32}$")]
    credits: Annotated[int, Field(ge=1, le=1_000_000)]
    reference: Annotated[str, LINE, Field(min_length=1, max_length=100)]


def grant_credits(table: Table, request: GrantCredits, origin: Origin) -> Item:
    """Add credits to an organisation's balance. Raises IdempotencyMismatch for another amount under a reference."""
    store = TenantStore(table, Tenant.at(request.organisation, "live"))
    entry = audit.entry(
        request.organisation, "credits.granted", origin, credits=request.credits, reference=request.reference
    )
    is_new = account.grant(store, request.credits, request.reference, also=[entry])
    return {
        "organisation": request.organisation,
        "granted": request.credits if is_new else 0,
        "balance": ledger.current(store).available,
    }
