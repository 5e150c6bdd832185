"""POST /v1/invoices/certificate/upload"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.invoices.certificate.actions import certificate_upload
from bivelio_core.invoices.certificate.models import IssuerCertificate, UploadCertificate
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "invoices.certificate_upload",
    title="Upload the certificate of the issuer",
    scope="admin",
    maximum_body_bytes=70_000,
    only_http="a private key and its password go through nothing that keeps its inputs",
    action="upload",
    paths=("/invoices/certificate/upload",),
    needs=Needs(
        reads=ONE,
        writes=(keys.ISSUER_CERTIFICATE, keys.EFFECT, AUDIT),
        uses=("seal_secrets",),
        layers=("signing",),
        memory=1024,
    ),
)
def handler(request: UploadCertificate, ctx: Context) -> IssuerCertificate:
    """Upload the certificate with which records are submitted and invoices signed."""
    return certificate_upload.certificate_upload(request, ctx)
