"""The files of invoices in the bucket: PDFs, one for each version that is rendered, and logos."""

from datetime import timedelta
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.tenancy import Tenant

INVOICES = "invoices"
PDF = "application/pdf"
DOWNLOAD_SECONDS = 3_600


class SignedUrl(NamedTuple):
    """A URL with which anyone can read a file until it expires."""

    url: str
    expires_at: str


def files_of(tenant: Tenant) -> TenantFiles:
    """The files of a tenant's invoices."""
    return TenantFiles.of(tenant, INVOICES)


def pdf_name(tenant: Tenant, sk: str, version: int) -> str:
    """The name of the PDF of a version of an invoice; a sandbox day's invoices have names of their own."""
    return f"pdf/{tenant.day or 'live'}/{sk}-{version}.pdf"


def logo_name(digest: str) -> str:
    """The name of a logo, by the SHA-256 of its content: it stays for the invoices that were issued with it."""
    return f"logos/{digest}"


def logo(tenant: Tenant, digest: str | None) -> bytes | None:
    """The content of a logo, None where there is none."""
    return b"".join(files_of(tenant).read(logo_name(digest))) if digest else None


def signed_pdf(tenant: Tenant, main: Item) -> SignedUrl | None:
    """A newly signed URL of an invoice's PDF, None while it is being made."""
    if "pdf" not in main:
        return None
    name = pdf_name(tenant, main["SK"], main["pdf"])
    url = files_of(tenant).download_url(name, f"{main['number']}.pdf", DOWNLOAD_SECONDS, content_type=PDF)
    return SignedUrl(url, clock.timestamp(clock.real_now() + timedelta(seconds=DOWNLOAD_SECONDS)))
