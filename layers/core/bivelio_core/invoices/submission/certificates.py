"""The certificate with which an issuer's records are submitted, and its invoices signed.

    T#INK / -   the certificate and its chain (PEM), whose it is, its dates; the private key sealed by KMS

The key is sealed for the organisation alone, and opened only by the functions that submit or sign.
"""

import base64
import textwrap

from bivelio_core import sealing
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ISSUER_CERTIFICATE
from bivelio_core.store.tenant_store import TenantStore

from .ports import ClientCertificate

SK = "-"
PURPOSE = "issuer_certificate"
LINE = 64


def load(store: TenantStore) -> Item | None:
    """The item of an issuer's certificate."""
    return store.get(ISSUER_CERTIFICATE, SK)


def client_certificate(store: TenantStore) -> ClientCertificate | None:
    """The certificate with its opened key; None where the issuer has none."""
    item = load(store)
    if item is None:
        return None
    key = sealing.unseal(item["sealed_key"], organisation=store.tenant.organisation, purpose=PURPOSE)
    return ClientCertificate(item["chain"], pem("PRIVATE KEY", key), is_seal=bool(item.get("is_seal")))


def pem(kind: str, text: str) -> str:
    """Return base64 of DER as PEM."""
    lines = "\n".join(textwrap.wrap(text, LINE))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----\n"


def sealed(store: TenantStore, key: bytes) -> bytes:
    """Seal a private key, given as DER (PKCS #8)."""
    return sealing.seal(base64.b64encode(key).decode(), organisation=store.tenant.organisation, purpose=PURPOSE)
