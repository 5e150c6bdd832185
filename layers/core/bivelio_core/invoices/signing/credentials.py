"""The certificate that an organisation signs with, its key, and the certificates that vouch for it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True)
class Credentials:
    """A private key, its certificate, and the chain above it, the issuer's first; the root may be absent.

    `is_simulated` is of the sandbox, whose certificate is made on the spot and vouches for nobody.
    """

    key: "RSAPrivateKey"
    certificate: "Certificate"
    chain: "Sequence[Certificate]" = ()
    is_simulated: bool = False
