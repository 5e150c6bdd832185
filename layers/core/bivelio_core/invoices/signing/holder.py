"""Whose certificate signs for an organisation: its own, in the sandbox one that is simulated."""

from bivelio_core.errors import Unprocessable
from bivelio_core.invoices.errors import NO_CERTIFICATE, NOT_RSA
from bivelio_core.store.tenant_store import TenantStore

from . import simulated
from .credentials import Credentials


def credentials_of(store: TenantStore, name: str, nif: str) -> Credentials:
    """Return what signs the invoices of a seller of this name and number.

    Raises Unprocessable without a certificate of the organisation, and for one whose key is not RSA: the policy of
    Facturae has no other.
    """
    from bivelio_core.invoices.submission import certificates  # noqa: PLC0415 - only who signs opens a key

    if store.tenant.is_sandbox:
        return simulated.credentials_of(name, nif)
    certificate = certificates.client_certificate(store)
    if certificate is None:
        raise Unprocessable.of("certificate", NO_CERTIFICATE)
    return _opened(certificate.chain, certificate.key)


def _opened(chain: str, key: str) -> Credentials:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415 - the layer that signs
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415

    private_key = load_pem_private_key(key.encode(), None)
    if not isinstance(private_key, RSAPrivateKey):
        raise Unprocessable.of("certificate", NOT_RSA)
    certificate, *above = load_pem_x509_certificates(chain.encode())
    return Credentials(private_key, certificate, tuple(above))
