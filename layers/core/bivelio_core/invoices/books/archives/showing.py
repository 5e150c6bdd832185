"""Stored archives as the API shows them, with a newly signed URL."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.invoices.books import storage
from bivelio_core.invoices.books.periods import Period
from bivelio_core.invoices.storage import SignedUrl
from bivelio_core.tenancy import Tenant

from .models import InvoiceArchive

LINK_SECONDS = 24 * 3_600
"""At most: a URL ends with the session of the function that signed it, some hours later. Another is to be asked for."""


def show_archive(state: Mapping[str, Any], tenant: Tenant) -> InvoiceArchive:
    """The resource of a stored archive."""
    link = link_of(state, tenant) if state["status"] == "completed" else None
    names = ("invoices", "missing", "size_bytes", "sent_to")
    return InvoiceArchive(
        **{name: state[name] for name in ("id", "status", "formats", "created_at")},
        **{name: state[name] for name in names if name in state},
        period=period_name(state),
        progress=float(state["progress"]),
        url=link.url if link else None,
        expires_at=link.expires_at if link else None,
    )


def link_of(state: Mapping[str, Any], tenant: Tenant) -> SignedUrl:
    """Return a newly signed URL of an archive."""
    name = f"{period_name(state)}.zip"
    url = storage.files_of(tenant).download_url(storage.path_of(state["id"], name), name, LINK_SECONDS)
    return SignedUrl(url, clock.timestamp(clock.real_now() + timedelta(seconds=LINK_SECONDS)))


def period_name(state: Mapping[str, Any]) -> str:
    """Return the period of a stored archive."""
    return Period(*(int(part) for part in state["period"])).name
