"""Certificates for tests: a root, an authority under it whose name is as long as those of real ones, and a holder."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from bivelio_core import clock
from bivelio_core.invoices.signing.credentials import Credentials
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

ROOT = {NameOID.COUNTRY_NAME: "ES", NameOID.ORGANIZATION_NAME: "FNMT-RCM", NameOID.ORGANIZATIONAL_UNIT_NAME: "Arrel"}
AUTHORITY = {
    NameOID.COUNTRY_NAME: "ES",
    NameOID.ORGANIZATION_NAME: "FNMT-RCM",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "CERES",
    NameOID.ORGANIZATION_IDENTIFIER: "VATES-Q2826004J",
    NameOID.COMMON_NAME: "AC Representación, S.A.",
}


def _name(parts: dict[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts.items()])


@cache
def _key(_role: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def holder(nif: str = "B12345674") -> Credentials:
    """What a representative of a company signs with: its certificate, and the two above it."""
    subject = {
        NameOID.COUNTRY_NAME: "ES",
        NameOID.ORGANIZATION_NAME: "Empresa Emissora S.L.",
        NameOID.ORGANIZATION_IDENTIFIER: f"VATES-{nif}",
        NameOID.SERIAL_NUMBER: "IDCES-00000000T",
        NameOID.COMMON_NAME: f"00000000T REPRESENTANT (R: {nif})",
    }
    now = clock.real_now()

    def certified(
        name: dict[x509.ObjectIdentifier, str], role: str, by: dict[x509.ObjectIdentifier, str], signer: str
    ) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(by))
            .public_key(_key(role).public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365))
            .add_extension(x509.BasicConstraints(ca=role != "holder", path_length=None), critical=True)
            .sign(_key(signer), SHA256())
        )

    root = certified(ROOT, "root", ROOT, "root")
    authority = certified(AUTHORITY, "authority", ROOT, "root")
    return Credentials(_key("holder"), certified(subject, "holder", AUTHORITY, "authority"), (authority, root))


def pem_of(certificate: x509.Certificate, file: Path) -> Path:
    """Write a certificate as PEM and return the file."""
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    return file
