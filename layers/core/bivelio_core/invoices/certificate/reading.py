"""Read an issuer's certificate."""

from bivelio_core.context import Context
from bivelio_core.invoices.submission import certificates
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import existing

from .models import GetCertificate, IssuerCertificate


def certificate_get(_request: GetCertificate, ctx: Context) -> IssuerCertificate:
    """The certificate, without its key. Raises ResourceNotFound when there is none."""
    return resource_of(stored_item(ctx))


def stored_item(ctx: Context) -> Item:
    """The item of the certificate. Raises ResourceNotFound when there is none."""
    return existing(certificates.load(ctx.store))


def resource_of(item: Item) -> IssuerCertificate:
    """A certificate as the API shows it."""
    return IssuerCertificate(**{name: item[name] for name in IssuerCertificate.model_fields})
