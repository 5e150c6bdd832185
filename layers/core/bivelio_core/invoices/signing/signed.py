"""An invoice as Facturae with its signature: what public administrations take. It needs the layer `signing`."""

from bivelio_core import clock
from bivelio_core.invoices.exports import facturae
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.store.tenant_store import TenantStore

from . import holder, xades


def signed_facturae(invoice: PaperInvoice, store: TenantStore) -> bytes:
    """Return a signed invoice (.xsig). Raises NotExpressible, and Unprocessable without a certificate.

    It is not the same twice: the time of the signature, which is the real time, is in it.
    """
    document = facturae.write(invoice)
    credentials = holder.credentials_of(store, invoice.seller.name, invoice.seller.nif or "")
    return xades.sign(document, credentials, clock.real_now())
