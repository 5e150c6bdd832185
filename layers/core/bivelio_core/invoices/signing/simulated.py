"""The certificate with which the sandbox signs: made on the spot, and it says so."""

from datetime import timedelta
from functools import cache

from bivelio_core import clock

from .credentials import Credentials

KEY_BITS = 2048
ISSUER = "AC SIMULADA - SENSE VALIDESA"


@cache
def credentials_of(name: str, nif: str) -> Credentials:
    """Return a certificate of the seller by an authority that does not exist, the same within a process."""
    from cryptography import x509  # noqa: PLC0415 - only who signs loads it
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    authority_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    authority = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ES"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "BiVelio sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, ISSUER),
        ]
    )
    holder = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ES"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"IDCES-{nif}"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"SIMULAT {nif}"),
        ]
    )
    now = clock.real_now()

    def certified(subject: x509.Name, public_key: rsa.RSAPublicKey, *, is_authority: bool) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(authority)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .sign(authority_key, SHA256())
        )

    return Credentials(
        key,
        certified(holder, key.public_key(), is_authority=False),
        (certified(authority, authority_key.public_key(), is_authority=True),),
        is_simulated=True,
    )
