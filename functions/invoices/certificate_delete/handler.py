"""POST /v1/invoices/certificate/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.certificate import writing
from bivelio_core.invoices.certificate.models import DeleteCertificate, DeletedCertificate
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.certificate_delete",
    scope="admin",
    action="delete",
    paths=("/invoices/certificate/delete",),
    needs=Needs(reads=ONE, writes=(keys.ISSUER_CERTIFICATE, keys.EFFECT, AUDIT)),
)
def handler(request: DeleteCertificate, ctx: Context) -> DeletedCertificate:
    """Remove the certificate of the issuer and its key."""
    return writing.certificate_delete(request, ctx)
