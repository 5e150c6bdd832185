"""The mark by which archived contacts are found in the order of their archiving, without reading the others.

    GSI1PK                       GSI1SK
    CT#ARCHIVED#<organisation>   when it was archived (`clock.stamp`)

Each archived contact of live has it, whether or not its organisation has any erased after a time (retention.py):
the time may be set later. Those of the sandbox end with their day.
"""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.tenancy import Tenant

DELETABLE = timedelta(days=30)
"""After so long an archived contact may be deleted."""

PREFIX = "CT#ARCHIVED#"
LOOKED_AT = "CT#RETENTION"
"""The key in GSI1 of the settings of organisations whose archived contacts end (requests/settings.py)."""


def partition(organisation: str) -> str:
    """The key in GSI1 of an organisation's archived contacts."""
    return f"{PREFIX}{organisation}"


def mark(tenant: Tenant) -> dict[str, str]:
    """The mark of a contact that is archived now."""
    if tenant.is_sandbox:
        return {}
    return {"GSI1PK": partition(tenant.organisation), "GSI1SK": clock.stamp()}


def without(contact: Item) -> Item:
    """A contact that is not archived any more."""
    return {name: value for name, value in contact.items() if name not in ("archived_at", "GSI1PK", "GSI1SK")}
