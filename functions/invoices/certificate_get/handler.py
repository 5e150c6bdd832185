"""POST /v1/invoices/certificate/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.certificate import reading
from bivelio_core.invoices.certificate.models import GetCertificate, IssuerCertificate
from bivelio_core.needs import ONE, Needs


@endpoint(
    "invoices.certificate_get",
    title="Read the certificate of the issuer",
    scope="read",
    action="get",
    paths=("/invoices/certificate/get",),
    needs=Needs(reads=ONE),
)
def handler(request: GetCertificate, ctx: Context) -> IssuerCertificate:
    """Read the certificate of the issuer, without its key."""
    return reading.certificate_get(request, ctx)
